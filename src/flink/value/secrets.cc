// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/secrets.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace sluice::flink {
namespace {

struct Word {
  std::string_view text;  // a dash stands for any separator of words, or none
  // The first Flink version that has the word in GlobalConfiguration.SENSITIVE_KEYS (flink-core
  // 1.13 to 2.3), and there as written here or in `exact`; none = a word of ours.
  std::optional<FlinkVersion> since;
  std::string_view exact;
};

// By first letter: NamesSecret jumps into it.
constexpr std::array kWords = {
    Word{"access-key", {}, {}},  // s3.access-key, AWS_ACCESS_KEY_ID
    Word{"account-key", FlinkVersion::k1_13, "fs.azure.account.key"},
    Word{"api-key", FlinkVersion::k2_1, {}},
    Word{"apikey", FlinkVersion::k1_13, {}},
    Word{"auth-params", FlinkVersion::k1_17, {}},
    Word{"azure-sas", {}, {}},  // fs.azure.sas.<container>.<account>
    Word{"basic-auth", FlinkVersion::k1_17, {}},
    Word{"credential", {}, {}},
    Word{"http-headers", FlinkVersion::k1_19, {}},
    Word{"jaas", FlinkVersion::k1_17, "jaas.config"},
    Word{"passphrase", {}, {}},
    Word{"passwd", {}, {}},
    Word{"password", FlinkVersion::k1_13, {}},
    Word{"private-key", {}, {}},
    Word{"pwd", {}, {}},
    Word{"sas-token", {}, {}},
    Word{"secret", FlinkVersion::k1_13, {}},
    Word{"service-key", FlinkVersion::k1_17, {}},
    Word{"token", FlinkVersion::k1_17, {}},
};
static_assert(std::ranges::is_sorted(kWords, {}, [](const Word& word) { return word.text[0]; }));

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool IsSeparator(char c) { return c == '-' || c == '.' || c == '_' || c == ' '; }
constexpr bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool IsQuote(char c) { return c == '"' || c == '\'' || c == '\\'; }
constexpr bool IsNameChar(char c) {
  const char lower = Lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

// kFirst[c - 'a'] to kFirst[c - 'a' + 1]: the words that begin with c.
constexpr auto kFirst = [] {
  std::array<std::uint8_t, 27> first{};
  for (std::size_t letter = 0; letter < 26; ++letter) {
    std::size_t at = first[letter];
    while (at < kWords.size() && kWords[at].text[0] == static_cast<char>('a' + letter)) ++at;
    first[letter + 1] = static_cast<std::uint8_t>(at);
  }
  return first;
}();

// By first letter, in both cases: the second letters of words, bit 0 = 'a'. Most places of a text
// are none at which a word begins, and two letters tell.
constexpr auto kSecond = [] {
  std::array<std::uint32_t, 256> second{};
  for (const Word& word : kWords) {
    const auto lower = static_cast<unsigned char>(word.text[0]);
    const std::uint32_t bit = 1U << static_cast<unsigned>(word.text[1] - 'a');
    second[lower] |= bit;
    second[lower - 'a' + 'A'] |= bit;
  }
  return second;
}();
static_assert(std::ranges::all_of(kWords, [](const Word& word) {
  return word.text[1] >= 'a' && word.text[1] <= 'z';
}));

bool MayBegin(char first, char second) {
  const std::uint32_t seconds = kSecond[static_cast<unsigned char>(first)];
  const char lower = Lower(second);
  return seconds != 0 && lower >= 'a' && lower <= 'z' && ((seconds >> (lower - 'a')) & 1U) != 0;
}

// How many bytes of `text` at `at` spell the word, 0 when they do not.
std::size_t Spells(std::string_view text, std::size_t at, std::string_view word) {
  std::size_t i = at;
  for (const char c : word) {
    if (c == '-') {
      if (i < text.size() && IsSeparator(text[i])) ++i;
    } else if (i < text.size() && Lower(text[i]) == c) {
      ++i;
    } else {
      return 0;
    }
  }
  return i - at;
}

// The same for any word of the table.
std::size_t SecretWordAt(std::string_view text, std::size_t at) {
  const char first = Lower(text[at]);
  if (first < 'a' || first > 'z') return 0;
  const auto letter = static_cast<std::size_t>(first - 'a');
  for (std::size_t i = kFirst[letter]; i < kFirst[letter + 1]; ++i) {
    if (const std::size_t length = Spells(text, at, kWords[i].text); length > 0) return length;
  }
  return 0;
}

// Where the value begins that a name with a secret word in it, up to `end`, is given: after `=` or
// `:`, or after the space of an option `--name value`; npos when it is given none.
std::size_t ValueAfter(std::string_view text, std::size_t end, bool option) {
  std::size_t i = end;
  while (i < text.size() && IsNameChar(text[i])) ++i;
  const std::size_t name_end = i;
  while (i < text.size() && (IsQuote(text[i]) || IsSpace(text[i]))) ++i;
  if (i >= text.size()) return std::string_view::npos;
  if (text[i] == '=' || (text[i] == ':' && text.substr(i, 3) != "://")) {
    ++i;
    while (i < text.size() && IsSpace(text[i])) ++i;
    return i;
  }
  return option && i > name_end && text[i] != '-' ? i : std::string_view::npos;
}

// The end of a value that begins at `begin`: its closing quote, else the next space or separator.
std::size_t EndOfValue(std::string_view text, std::size_t begin) {
  if (begin < text.size() && IsQuote(text[begin])) {
    const std::size_t open = text[begin] == '\\' && begin + 1 < text.size() ? begin + 1 : begin;
    return std::min(text.find(text[open], open + 1), text.size());
  }
  return std::min(text.find_first_of(" \t\r\n,;&\"'", begin), text.size());
}

// Copies the rest of a URI after its "://", without credentials and query; where it ended.
std::size_t CopyUri(std::string_view text, std::size_t begin, bool azure, std::string& out) {
  const std::size_t end = std::min(text.find_first_of(" \t\r\n\"'", begin), text.size());
  const std::string_view uri = text.substr(begin, end - begin);
  const std::size_t query = uri.find('?');
  std::string_view place = uri.substr(0, query);
  // container@account of Azure is no credential; `user:password@`, and anything before the `@` of
  // another authority, is. A password may hold slashes.
  std::size_t at = place.rfind('@');
  const bool user = at != std::string_view::npos && place.find(':') < at;
  if (!user) {
    at = place.substr(0, place.find('/')).rfind('@');
    if (azure) at = std::string_view::npos;
  }
  if (at != std::string_view::npos) {
    out += "***@";
    place.remove_prefix(at + 1);
  }
  out.append(place).append(query == std::string_view::npos ? "" : "?...");
  return end;
}

// The end of a query that begins at `at`, where a blank cut the URI before it; else `at`.
std::size_t EndOfQuery(std::string_view text, std::size_t at) {
  if (text[at] != '?') return at;
  const std::size_t end = std::min(text.find_first_of(" \t\r\n\"'", at), text.size());
  return text.substr(at, end - at).find('=') == std::string_view::npos ? at : end;
}

bool EndsWithAzureScheme(std::string_view text) {
  return std::ranges::any_of(std::array<std::string_view, 4>{"abfs", "abfss", "wasb", "wasbs"},
                             [text](std::string_view scheme) { return text.ends_with(scheme); });
}

}  // namespace

bool IsSensitiveKey(std::string_view key, FlinkVersion version) {
  std::string lower(key);
  std::ranges::transform(lower, lower.begin(), Lower);
  return std::ranges::any_of(kWords, [&](const Word& word) {
    return word.since && version >= *word.since &&
           lower.find(word.exact.empty() ? word.text : word.exact) != std::string::npos;
  });
}

bool NamesSecret(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (MayBegin(text[i], text[i + 1]) && SecretWordAt(text, i) > 0) return true;
  }
  return false;
}

std::string Redacted(std::string_view value) {
  std::string out;
  std::size_t word_start = 0;  // of the run of name characters we are in
  for (std::size_t i = 0; i < value.size();) {
    if (i > 0 && !IsNameChar(value[i - 1])) word_start = i;
    if (value.substr(i, 3) == "://") {
      const bool azure = EndsWithAzureScheme(value.substr(0, i));
      out += "://";
      i = CopyUri(value, i + 3, azure, out);
      continue;
    }
    if (const std::size_t end = EndOfQuery(value, i); end > i) {
      out += "?...";
      i = end;
      continue;
    }
    if (const std::size_t length = SecretWordAt(value, i); length > 0) {
      const std::size_t begin = ValueAfter(value, i + length, value[word_start] == '-');
      if (begin != std::string_view::npos) {
        out.append(value.substr(i, begin - i)).append("***");
        i = EndOfValue(value, begin);
        continue;
      }
    }
    out += value[i++];
  }
  return out;
}

}  // namespace sluice::flink
