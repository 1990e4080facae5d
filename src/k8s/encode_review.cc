// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sluice/base/text.h"
#include "sluice/k8s/review.h"

namespace sluice::k8s {
namespace {

constexpr std::size_t kAnnotationBytes = 10U << 10U;
// k8s.io/apiserver v0.35.4, endpoints/filters/warning.go: beyond 4096 runes in total every warning
// is cut to 256.
constexpr std::size_t kWarningRunes = 256;
constexpr std::size_t kAllWarningsRunes = 4095;

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

// `text` as a JSON string; bytes that are not UTF-8 become U+FFFD.
void AppendString(std::string& out, std::string_view text) {
  if (IsPlain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Appends `name` (with quotes, colon and a leading comma where needed) and the text.
void AppendMember(std::string& out, std::string_view name, std::string_view text) {
  if (out.back() != '{') out += ',';
  out.append("\"").append(name).append("\":");
  AppendString(out, text);
}

bool StartsRune(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }

std::size_t Runes(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), StartsRune));
}

// The first `limit` runes of valid UTF-8, the last of them "…" when something was cut.
std::string CutRunes(std::string text, std::size_t limit) {
  if (text.size() <= limit || Runes(text) <= limit) return text;
  std::size_t runes = 0;
  const auto cut = std::find_if(text.begin(), text.end(),
                                [&](char c) { return StartsRune(c) && ++runes == limit; });
  text.erase(cut, text.end());
  return text + "\xE2\x80\xA6";
}

// The server drops a warning with a control character or broken UTF-8 without a word.
std::vector<std::string> Presentable(const std::vector<std::string>& warnings) {
  constexpr std::size_t kBytes = kWarningRunes * 16;
  std::vector<std::string> out;
  std::size_t total = 0;
  for (const std::string& warning : warnings) {
    std::string text = CutRunes(base::Printable(warning, kBytes), kWarningRunes);
    const bool empty = std::all_of(text.begin(), text.end(), [](char c) { return c == ' '; });
    if (empty || std::find(out.begin(), out.end(), text) != out.end()) continue;
    total += Runes(text);
    if (total > kAllWarningsRunes) break;
    out.push_back(std::move(text));
  }
  return out;
}

bool IsAnnotationName(std::string_view name) {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= 63 && is_alphanumeric(name.front()) &&
         is_alphanumeric(name.back()) && std::all_of(name.begin(), name.end(), [&](char c) {
           return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
         });
}

void AppendBase64(std::string& out, std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::size_t bytes = std::min<std::size_t>(3, text.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (j < bytes ? static_cast<unsigned char>(text[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= bytes ? kAlphabet[group >> (18U - 6U * j) & 63U] : '=';
    }
  }
}

void AppendDetails(std::string& out, const ResponseSubject& subject, const Denial& denial) {
  out += ",\"details\":{";
  if (!subject.name.empty()) AppendMember(out, "name", subject.name);
  if (!subject.group.empty()) AppendMember(out, "group", subject.group);
  if (!subject.kind.empty()) AppendMember(out, "kind", subject.kind);
  if (!denial.causes.empty()) {
    if (out.back() != '{') out += ',';
    out += "\"causes\":[";
    for (const Cause& cause : denial.causes) {
      if (out.back() != '[') out += ',';
      out += R"({"reason":"FieldValueInvalid")";
      AppendMember(out, "message", cause.message);
      AppendMember(out, "field", cause.field);
      out += '}';
    }
    out += ']';
  }
  if (denial.retry_after_seconds > 0) {
    if (out.back() != '{') out += ',';
    out.append("\"retryAfterSeconds\":").append(std::to_string(denial.retry_after_seconds));
  }
  out += '}';
}

void AppendDenial(std::string& out, const ResponseSubject& subject, const Denial& denial) {
  // 1000 and more panics the server, below 400 becomes 400.
  constexpr std::array kCodes = {403, 413, 422, 429, 500, 503};
  const bool known = std::find(kCodes.begin(), kCodes.end(), denial.code) != kCodes.end();
  out += R"(,"status":{"status":"Failure")";
  AppendMember(out, "message", denial.message);
  AppendMember(out, "reason", known ? denial.reason : "InternalError");
  out.append(",\"code\":").append(std::to_string(known ? denial.code : 500));
  AppendDetails(out, subject, denial);
  out += '}';
}

void AppendWarnings(std::string& out, const std::vector<std::string>& given) {
  if (given.empty()) return;
  const std::vector<std::string> warnings = Presentable(given);
  if (warnings.empty()) return;
  out += ",\"warnings\":[";
  for (const std::string& warning : warnings) {
    if (out.back() != '[') out += ',';
    AppendString(out, warning);
  }
  out += ']';
}

void AppendAnnotations(std::string& out,
                       const std::vector<std::pair<std::string, std::string>>& annotations) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : annotations) {
    if (value.empty() || !IsAnnotationName(name)) continue;
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    if (names.empty()) out += ",\"auditAnnotations\":{";
    names.push_back(name);
    AppendMember(out, name, base::Printable(value, kAnnotationBytes));
  }
  if (!names.empty()) out += '}';
}

}  // namespace

std::string EncodeReview(const ResponseSubject& subject, const AdmissionResponse& response) {
  std::string out;
  out.reserve(256 + response.patch_json.size() * 4 / 3);
  out += '{';
  AppendMember(out, "apiVersion", subject.api_version);
  AppendMember(out, "kind", "AdmissionReview");
  out += ",\"response\":{";
  AppendMember(out, "uid", subject.uid);
  out += response.denial ? ",\"allowed\":false" : ",\"allowed\":true";
  if (response.denial) {
    AppendDenial(out, subject, *response.denial);
  } else if (!response.patch_json.empty()) {
    out += R"(,"patchType":"JSONPatch","patch":")";
    AppendBase64(out, response.patch_json);
    out += '"';
  }
  AppendWarnings(out, response.warnings);
  AppendAnnotations(out, response.audit_annotations);
  out += "}}";
  return out;
}

}  // namespace sluice::k8s
