// SPDX-License-Identifier: Apache-2.0
// JSON text to tree: a handler for Boost.JSON's event parser.
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <limits>

#include "doc/bookkeeping.h"
#include "doc/builder.h"
#include "doc/json_marks.h"
#include "doc/limit_words.h"
#include "sluice/doc/document.h"

namespace sluice::doc {
namespace {

namespace bj = boost::json;
using bj::error_code;

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

// Boost's own double is not exact, and infinite where the text is out of range; only its size is
// trusted. Underflow is no error (Go reads it as 0 too).
bool IsFinite(double approximate, std::string_view text) {
  if (std::fabs(approximate) < 1e300) return true;
  double exact = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  return error == std::errc() && std::isfinite(exact);
}

bool KeysAreUnique(std::span<const Member> members) {
  const auto not_rising =
      std::adjacent_find(members.begin(), members.end(),
                         [](const Member& a, const Member& b) { return !(a.key < b.key); });
  if (not_rising == members.end()) return true;  // the API server sorts them
  if (members.size() <= 16) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].key == members[j].key) return false;
      }
    }
    return true;
  }
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const Member& member : members) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) == keys.end();
}

// Builds the tree bottom up: open containers keep their children on `pending_`, a closed one moves
// them into the arena.
class TreeHandler {
 public:
  static constexpr std::size_t max_array_size = kUnlimited;
  static constexpr std::size_t max_object_size = kUnlimited;
  static constexpr std::size_t max_string_size = kUnlimited;
  static constexpr std::size_t max_key_size = kUnlimited;

  TreeHandler(const JsonOptions& options, std::size_t text_size)
      : options_(options), impl_(std::make_shared<Builder::Impl>(text_size)) {
    pending_.reserve(64);
    frames_.reserve(16);
  }

  std::shared_ptr<Builder::Impl> TakeImpl() { return std::move(impl_); }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  [[nodiscard]] bool is_limit() const { return is_limit_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return Open(true, ec); }
  bool on_array_begin(error_code& ec) { return Open(false, ec); }

  bool on_object_end(std::size_t, error_code& ec) {
    if (skipping_) return CloseSkipped();
    const auto members = std::span<const Member>(pending_).subspan(frames_.back().first);
    if (!KeysAreUnique(members)) return Refuse("an object repeats a key", false, ec);
    Member* const out = impl_->arena.AllocateArray<Member>(members.size());
    std::uninitialized_copy(members.begin(), members.end(), out);
    return Close(Builder::Object(out, members.size()), ec);
  }

  bool on_array_end(std::size_t, error_code& ec) {
    if (skipping_) return CloseSkipped();
    const auto elements = std::span<const Member>(pending_).subspan(frames_.back().first);
    Value* const out = impl_->arena.AllocateArray<Value>(elements.size());
    std::uninitialized_default_construct_n(out, elements.size());
    std::transform(elements.begin(), elements.end(), out,
                   [](const Member& element) { return element.value; });
    return Close(Builder::Array(out, elements.size()), ec);
  }

  bool on_key_part(bj::string_view s, std::size_t n, error_code& ec) {
    if (n > options_.limits.key_bytes) return Refuse(LongKey(options_.limits), true, ec);
    if (!skipping_) parts_.append(s.data(), s.size());
    return true;
  }
  bool on_key(bj::string_view s, std::size_t n, error_code& ec) {
    if (n > options_.limits.key_bytes) return Refuse(LongKey(options_.limits), true, ec);
    if (skipping_) return true;
    const std::string_view key = Joined(s);
    Frame& frame = frames_.back();
    if (options_.skip_bookkeeping && IsBookkeeping(frame.place, key)) {
      if (frame.dropped) return Refuse("an object repeats a key", false, ec);
      frame.dropped = true;
      skipping_ = true;
    } else {
      pending_.push_back({.key = impl_->arena.Copy(key), .value = {}});
    }
    parts_.clear();
    return true;
  }

  bool on_string_part(bj::string_view s, std::size_t n, error_code& ec) {
    if (skipping_) return true;
    if (n > options_.limits.string_bytes) return Refuse(LongString(options_.limits), true, ec);
    parts_.append(s.data(), s.size());
    return true;
  }
  bool on_string(bj::string_view s, std::size_t n, error_code& ec) {
    if (skipping_) return ScalarSkipped();
    if (n > options_.limits.string_bytes) return Refuse(LongString(options_.limits), true, ec);
    const std::string_view text = impl_->arena.Copy(Joined(s));
    parts_.clear();
    return Add(Builder::String(text), ec);
  }

  bool on_number_part(bj::string_view s, error_code&) {
    parts_.append(s.data(), s.size());
    return true;
  }
  bool on_int64(std::int64_t, bj::string_view s, error_code& ec) { return Number(0, s, ec); }
  bool on_uint64(std::uint64_t, bj::string_view s, error_code& ec) { return Number(0, s, ec); }
  bool on_double(double d, bj::string_view s, error_code& ec) { return Number(d, s, ec); }

  bool on_bool(bool b, error_code& ec) {
    return skipping_ ? ScalarSkipped() : Add(Builder::Bool(b), ec);
  }
  bool on_null(error_code& ec) { return skipping_ ? ScalarSkipped() : Add(Value(), ec); }
  bool on_comment_part(bj::string_view, error_code&) { return true; }
  bool on_comment(bj::string_view, error_code&) { return true; }

 private:
  struct Frame {
    std::size_t first;  // of its children on pending_
    Place place;
    bool is_object;
    bool dropped;  // a bookkeeping member was left out
  };

  bool Refuse(std::string complaint, bool is_limit, error_code& ec) {
    complaint_ = std::move(complaint);
    is_limit_ = is_limit;
    ec = bj::make_error_code(bj::error::syntax);
    return false;
  }

  bool Open(bool is_object, error_code& ec) {
    if (frames_.size() + skipped_levels_ >= options_.limits.depth) {
      return Refuse(TooDeep(options_.limits), true, ec);
    }
    if (skipping_) {
      ++skipped_levels_;
      return true;
    }
    const bool is_member = !frames_.empty() && frames_.back().is_object;
    const Place place =
        is_member ? PlaceBelow(frames_.back().place, pending_.back().key) : Place::kOther;
    frames_.push_back({pending_.size(), place, is_object, false});
    return true;
  }

  bool Close(const Value& value, error_code& ec) {
    pending_.resize(frames_.back().first);
    frames_.pop_back();
    return Add(value, ec);
  }

  bool CloseSkipped() {
    --skipped_levels_;
    return ScalarSkipped();
  }
  bool ScalarSkipped() {
    if (skipped_levels_ == 0) skipping_ = false;
    return true;
  }

  bool Number(double approximate, bj::string_view s, error_code& ec) {
    const std::string_view text = Joined(s);
    if (!IsFinite(approximate, text)) return Refuse("a number is out of range", false, ec);
    if (skipping_) {
      parts_.clear();
      return ScalarSkipped();
    }
    const Value value = Builder::Number(impl_->arena.Copy(text));
    parts_.clear();
    return Add(value, ec);
  }

  bool Add(const Value& value, error_code& ec) {
    if (++nodes_ > options_.limits.nodes) {
      return Refuse(TooManyValues(options_.limits), true, ec);
    }
    if (frames_.empty()) {
      impl_->own_root = value;
    } else if (frames_.back().is_object) {
      pending_.back().value = value;
    } else {
      pending_.push_back({.key = {}, .value = value});
    }
    return true;
  }

  // The whole token whose last piece is `s`.
  std::string_view Joined(bj::string_view s) {
    if (parts_.empty()) return {s.data(), s.size()};
    parts_.append(s.data(), s.size());
    return parts_;
  }

  const JsonOptions& options_;
  std::shared_ptr<Builder::Impl> impl_;
  std::vector<Member> pending_;  // children of open containers; elements have no key
  std::vector<Frame> frames_;
  std::string parts_;  // of a token that comes in pieces
  std::uint32_t nodes_ = 0;
  std::size_t skipped_levels_ = 0;
  bool skipping_ = false;  // inside (or just before) a value that is not kept
  bool is_limit_ = false;
  std::string complaint_;
};

// Notes the strings at wanted paths and stops as soon as it has them all.
class PeekHandler {
 public:
  static constexpr std::size_t max_array_size = kUnlimited;
  static constexpr std::size_t max_object_size = kUnlimited;
  static constexpr std::size_t max_string_size = kUnlimited;
  static constexpr std::size_t max_key_size = kUnlimited;

  explicit PeekHandler(std::span<const std::vector<std::string_view>> paths)
      : paths_(paths), found_(paths.size()), missing_(paths.size()) {}

  std::vector<std::string> TakeFound() { return std::move(found_); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    path_.emplace_back();
    return true;
  }
  bool on_array_begin(error_code&) {
    path_.emplace_back("\xFF");  // no key is: nothing below an array is wanted
    return true;
  }
  bool on_object_end(std::size_t, error_code&) { return Close(); }
  bool on_array_end(std::size_t, error_code&) { return Close(); }
  bool on_key_part(bj::string_view s, std::size_t, error_code&) {
    parts_.append(s.data(), s.size());
    return true;
  }
  bool on_key(bj::string_view s, std::size_t, error_code&) {
    parts_.append(s.data(), s.size());
    path_.back() = std::move(parts_);
    parts_.clear();
    return true;
  }
  bool on_string_part(bj::string_view s, std::size_t, error_code&) {
    parts_.append(s.data(), s.size());
    return true;
  }
  bool on_string(bj::string_view s, std::size_t, error_code& ec) {
    parts_.append(s.data(), s.size());
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (!std::equal(path_.begin(), path_.end(), paths_[i].begin(), paths_[i].end())) continue;
      found_[i] = parts_;
      if (--missing_ == 0) ec = bj::make_error_code(bj::error::extra_data);
    }
    parts_.clear();
    return missing_ != 0;
  }
  bool on_number_part(bj::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, bj::string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, bj::string_view, error_code&) { return true; }
  bool on_double(double, bj::string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(bj::string_view, error_code&) { return true; }
  bool on_comment(bj::string_view, error_code&) { return true; }

 private:
  bool Close() {
    path_.pop_back();
    return true;
  }

  std::span<const std::vector<std::string_view>> paths_;
  std::vector<std::string> found_;
  std::size_t missing_;
  std::vector<std::string> path_;  // the key under way in every open object
  std::string parts_;
};

const char* Explain(const error_code& ec) {
  if (ec == bj::error::incomplete) return "the JSON text ends too early";
  if (ec == bj::error::exponent_overflow) return "a number is out of range";
  return "the text is not valid JSON";
}

tl::unexpected<Refusal> RefuseAt(std::string_view text, std::size_t offset, bool is_limit,
                                 const std::string& complaint) {
  const Mark mark = MarkAt(text, offset);
  Refusal out;
  out.error = {.code = is_limit ? base::Code::kTooLarge : base::Code::kInvalid,
               .message = complaint + ".",
               .line = mark.line,
               .column = mark.column};
  out.limit = is_limit;
  return tl::unexpected(std::move(out));
}

}  // namespace

tl::expected<Document, Refusal> ReadJson(std::string_view text, const JsonOptions& options) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
    return RefuseAt({}, 0, true, "the document is larger than 4 GiB");
  }
  if (text.empty()) return RefuseAt(text, 0, false, "the text is empty");
  bj::parse_options parse_options;
  parse_options.max_depth = options.limits.depth + std::size_t{1};  // ours speaks first
  bj::basic_parser<TreeHandler> parser(parse_options, options, text.size());
  error_code ec;
  const std::size_t end = parser.write_some(false, text.data(), text.size(), ec);
  TreeHandler& handler = parser.handler();
  if (!handler.complaint().empty()) {
    return RefuseAt(text, end, handler.is_limit(), handler.complaint());
  }
  if (ec) return RefuseAt(text, end, false, Explain(ec));
  if (end != text.size()) return RefuseAt(text, end, false, "something follows the JSON text");
  std::shared_ptr<Builder::Impl> impl = handler.TakeImpl();
  if (options.positions) MarkJson(text, impl->own_root, options.skip_bookkeeping, impl->marks);
  return Builder::Make(std::move(impl));
}

std::vector<std::string> PeekStrings(std::string_view text,
                                     std::span<const std::vector<std::string_view>> paths) {
  constexpr std::size_t kPeekBytes = 64U << 10U;
  bj::parse_options parse_options;
  parse_options.max_depth = 64;
  bj::basic_parser<PeekHandler> parser(parse_options, paths);
  error_code ec;
  parser.write_some(true, text.data(), std::min(text.size(), kPeekBytes), ec);
  return parser.handler().TakeFound();
}

}  // namespace sluice::doc
