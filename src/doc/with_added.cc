// SPDX-License-Identifier: Apache-2.0
// Path copying: every container on the way to an addition is copied, all else is shared.
#include <algorithm>
#include <charconv>

#include "doc/builder.h"
#include "sluice/doc/document.h"

namespace sluice::doc {
namespace {

using Tokens = std::span<const std::string>;

class Adder {
 public:
  explicit Adder(const Document& document)
      : impl_(std::make_shared<Builder::Impl>()), carries_marks_(HasMarks(document)) {
    if (Builder::ImplOf(document) != nullptr) impl_->bases.push_back(Builder::ImplOf(document));
    impl_->own_root = document.root();
    CarryMark(document.root(), impl_->own_root);
  }

  base::Result<void> Add(const Addition& addition) {
    auto read = ReadJson(addition.value_json, {});
    if (!read) return tl::unexpected(std::move(read).error().error);
    SLUICE_TRY(impl_->own_root, Below(impl_->own_root, addition.tokens, read->root()));
    impl_->bases.push_back(Builder::ImplOf(*read));
    return {};
  }

  Document Take() { return Builder::Make(std::move(impl_)); }

 private:
  static bool HasMarks(const Document& document) {
    return Builder::ImplOf(document) != nullptr && Builder::ImplOf(document)->HasMarks();
  }

  static tl::unexpected<base::Error> Refuse(const char* why) {
    return base::Fail(base::Code::kInvalid, std::string("the addition does not fit: ") + why);
  }

  // A copy of `parent` with `added` at `tokens`. As deep as the tokens.
  base::Result<Value> Below(const Value& parent, Tokens tokens, const Value& added) {
    if (tokens.empty()) return Refuse("it has no place.");
    if (tokens.size() > Limits{}.depth) return Refuse("its place is too deep.");
    if (parent.IsArray()) return InArray(parent, tokens, added);
    if (!parent.IsObject()) return Refuse("its parent is not an object.");
    return InObject(parent, tokens, added);
  }

  base::Result<Value> InObject(const Value& parent, Tokens tokens, const Value& added) {
    const auto members = parent.members();
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const Member& m) { return m.key == tokens[0]; });
    const bool is_new = found == members.end();
    if (!is_new && tokens.size() == 1) return Refuse("the member exists already.");
    const auto index = static_cast<std::size_t>(found - members.begin());
    Value child = added;
    if (tokens.size() > 1) {
      SLUICE_TRY(child, Below(is_new ? Builder::Object(nullptr, 0) : found->value,
                              tokens.subspan(1), added));
    }
    Member* const out = Copy(members, members.size() + (is_new ? 1 : 0));
    if (is_new) std::construct_at(&out[index], Member{impl_->arena.Copy(tokens[0]), {}});
    out[index].value = child;
    return Builder::Object(out, members.size() + (is_new ? 1 : 0));
  }

  base::Result<Value> InArray(const Value& parent, Tokens tokens, const Value& added) {
    const auto items = parent.items();
    const std::string& token = tokens[0];
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc() || end != token.data() + token.size() || index >= items.size() ||
        (token.size() > 1 && token[0] == '0')) {
      return Refuse("the list has no such element.");
    }
    if (tokens.size() == 1) return Refuse("the element exists already.");
    SLUICE_TRY(const Value child, Below(items[index], tokens.subspan(1), added));
    Value* const out = impl_->arena.AllocateArray<Value>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), out);
    for (std::size_t i = 0; i < items.size(); ++i) CarryMark(items[i], out[i]);
    out[index] = child;
    return Builder::Array(out, items.size());
  }

  Member* Copy(std::span<const Member> members, std::size_t room) {
    Member* const out = impl_->arena.AllocateArray<Member>(room);
    std::uninitialized_copy(members.begin(), members.end(), out);
    for (std::size_t i = 0; i < members.size(); ++i) CarryMark(members[i].value, out[i].value);
    return out;
  }

  void CarryMark(const Value& from, const Value& to) {
    if (!carries_marks_) return;
    if (const Mark mark = impl_->MarkOf(from); mark.line != 0) impl_->marks[&to] = mark;
  }

  std::shared_ptr<Builder::Impl> impl_;
  bool carries_marks_;
};

}  // namespace

base::Result<Document> WithAdded(const Document& document, const std::vector<Addition>& additions) {
  Adder adder(document);
  for (const Addition& addition : additions) {
    if (auto done = adder.Add(addition); !done) return tl::unexpected(std::move(done).error());
  }
  return adder.Take();
}

}  // namespace sluice::doc
