// SPDX-License-Identifier: Apache-2.0
#include "rules/support/credentials.h"

#include <algorithm>
#include <array>

#include "sluice/base/text.h"
#include "sluice/flink/secrets.h"
#include "sluice/rulebook/facts.h"

namespace sluice::rules {
namespace {

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         base::EqualsIgnoringCase(text.substr(text.size() - end.size()), end);
}

bool StartsWith(std::string_view text, std::string_view start) {
  return base::EqualsIgnoringCase(text.substr(0, start.size()), start);
}

// com.example.SomeClass: lower-case packages, then a capital.
bool IsClassName(std::string_view value) {
  const std::size_t dot = value.rfind('.');
  if (dot == std::string_view::npos || dot + 1 >= value.size()) return false;
  const char first = value[dot + 1];
  return first >= 'A' && first <= 'Z' && value.find('/') == std::string_view::npos &&
         value.find(' ') == std::string_view::npos;
}

// $(VAR), which Kubernetes fills in wherever it stands in a value; $$(VAR) is text.
bool RefersToVariable(std::string_view value) {
  const std::size_t at = value.find("$(");
  return at != std::string_view::npos && value.find(')', at) != std::string_view::npos &&
         (at == 0 || value[at - 1] != '$');
}

// A placeholder that something else fills in, as a whole: ${S3_KEY}, $S3_KEY, {{key}}, <key>.
bool IsPlaceholder(std::string_view value) {
  if (value.front() == '$') return rulebook::HasPlaceholder(value);
  return (value.front() == '<' && value.back() == '>') ||
         (value.starts_with("{{") && value.ends_with("}}"));
}

// Whoever injects secrets into pods replaces these by what they name.
bool NamesStore(std::string_view value) {
  constexpr std::array<std::string_view, 7> kStores = {
      "vault:", "ref+", "arn:", "op://", "sm://", "awssm:", "gcp:secretmanager:"};
  return std::ranges::any_of(kStores,
                             [value](std::string_view store) { return value.starts_with(store); });
}

bool IsSwitch(std::string_view value) {
  constexpr std::array<std::string_view, 10> kSwitches = {"true", "false", "yes",  "no", "on",
                                                          "off",  "none",  "null", "0",  "1"};
  return std::ranges::any_of(
      kSwitches, [value](std::string_view one) { return base::EqualsIgnoringCase(value, one); });
}

bool IsPath(std::string_view value) {
  return value.front() == '/' || value.starts_with("./") || value.starts_with("file:");
}

}  // namespace

bool IsLiteral(std::string_view value) {
  value = base::JavaTrim(value);
  return !value.empty() && !IsPlaceholder(value) && !RefersToVariable(value) && !IsPath(value) &&
         !IsClassName(value) && !NamesStore(value) && !IsSwitch(value);
}

bool CarriesCredentials(std::string_view text) {
  const std::size_t begin = text.find("://");
  if (begin == std::string_view::npos) return false;
  const std::string_view authority =
      text.substr(begin + 3, text.find_first_of("/?#", begin + 3) - begin - 3);
  const std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (at == std::string_view::npos || colon > at) return false;
  return IsLiteral(authority.substr(colon + 1, at - colon - 1));
}

bool NamesNoSecret(std::string_view name) {
  // What the last word says of the value.
  constexpr std::array<std::string_view, 38> kEnds = {
      "file",   "path",    "dir",      "location", "mount",   "url",       "uri",      "endpoint",
      "host",   "port",    "name",     "names",    "ref",     "arn",       "provider", "class",
      "type",   "mode",    "policy",   "role",     "enabled", "required",  "ttl",      "timeout",
      "expiry", "seconds", "interval", "length",   "size",    "count",     "limit",    "tokens",
      "region", "version", "issuer",   "audience", "prefix",  "namespace",
  };
  constexpr std::array<std::string_view, 3> kStarts = {"disable", "enable", "require"};
  return std::ranges::any_of(kEnds, [name](std::string_view end) { return EndsWith(name, end); }) ||
         std::ranges::any_of(kStarts,
                             [name](std::string_view start) { return StartsWith(name, start); });
}

bool HoldsCredential(std::string_view variable, std::string_view value) {
  // The shell's own directories.
  if (variable == "PWD" || variable == "OLDPWD") return false;
  if (CarriesCredentials(value)) return true;
  return flink::NamesSecret(variable) && !NamesNoSecret(variable) && IsLiteral(value);
}

}  // namespace sluice::rules
