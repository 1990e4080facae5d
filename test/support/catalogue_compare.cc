// SPDX-License-Identifier: Apache-2.0
#include "support/catalogue_compare.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <utility>

#include "sluice/flink/options/catalogue.h"

namespace sluice::test {
namespace {

namespace options = flink::options;
using Json = nlohmann::json;

std::string_view TypeName(options::ValueType type) {
  switch (type) {
    case options::ValueType::kString:
      return "String";
    case options::ValueType::kBoolean:
      return "Boolean";
    case options::ValueType::kInteger:
      return "Integer";
    case options::ValueType::kLong:
      return "Long";
    case options::ValueType::kFloat:
      return "Float";
    case options::ValueType::kDouble:
      return "Double";
    case options::ValueType::kDuration:
      return "Duration";
    case options::ValueType::kMemorySize:
      return "MemorySize";
    case options::ValueType::kEnum:
      return "Enum";
    case options::ValueType::kMap:
      return "Map";
  }
  return "?";
}

// One declaration as text, so that two are compared and shown at once.
std::string Ours(const options::DeclarationView& view) {
  const options::OptionInfo& info = *view.info;
  Json row = {{"type", TypeName(info.type)}, {"list", info.is_list}};
  row["enum"] = Json::array();
  for (const std::string_view constant : info.enum_constants) row["enum"].push_back(constant);
  row["default"] = info.has_default ? Json(info.default_text) : Json();
  row["yaml"] = info.default_yaml.empty() ? Json() : Json(info.default_yaml);
  row["fallback"] = Json::array();
  for (std::size_t rank = 1; rank < view.keys.size(); ++rank) {
    row["fallback"].push_back({options::KeyName(view.keys[rank]), view.deprecated[rank] != 0});
  }
  return row.dump();
}

std::string Theirs(const Json& option) {
  Json row = {{"type", option.at("type")}, {"list", option.value("list", false)}};
  row["enum"] = option.value("enum", Json::array());
  row["default"] = option.at("default");
  row["yaml"] = option.value("defaultYaml", Json());
  row["fallback"] = Json::array();
  for (const Json& key : option.value("fallback", Json::array())) {
    row["fallback"].push_back({key.at("key"), key.at("deprecated")});
  }
  return row.dump();
}

// "o.a.f.configuration.CoreOptions" and "TMP_DIRS" -> "CoreOptions.TMP_DIRS".
std::string DeclaredIn(const Json& option) {
  const std::string type = option.at("class");
  return type.substr(type.rfind('.') + 1) + "." + option.at("field").get<std::string>();
}

// (key, class and field) -> what it is. Two packages may hold a class of one name.
using Declarations = std::multimap<std::pair<std::string, std::string>, std::string>;

Declarations OurDeclarations(options::Owner owner, std::size_t bit) {
  Declarations found;
  for (std::size_t i = 0; i < options::DeclarationCount(); ++i) {
    const options::DeclarationView view = options::DeclarationAt(i);
    if (view.info->owner != owner || (view.versions >> bit & 1U) == 0) continue;
    found.insert(
        {{std::string(options::KeyName(view.keys.front())), std::string(view.info->declared_in)},
         Ours(view)});
  }
  return found;
}

class Comparer {
 public:
  explicit Comparer(const std::set<std::string>& explained) : explained_(explained) {}

  void Row(const std::string& version, const std::string& key, bool same, std::string expected,
           std::string got = "otherwise") {
    if (same) {
      ++result.passed;
    } else if (explained_.contains(version + " " + key)) {
      ++result.explained;
    } else {
      ++result.failed;
      result.mismatches.push_back({version + " " + key, std::move(expected), std::move(got)});
    }
  }

  void Options(const Json& options, const std::string& version, Declarations ours) {
    for (const Json& option : options) {
      const std::string key = option.at("key");
      const auto [first, last] = ours.equal_range({key, DeclaredIn(option)});
      if (first == last) {
        Row(version, key, false, Theirs(option), "not in our catalogue");
        continue;
      }
      const std::string theirs = Theirs(option);
      const auto same =
          std::find_if(first, last, [&](const auto& it) { return it.second == theirs; });
      const auto at = same == last ? first : same;
      Row(version, key, same != last, theirs, at->second);
      ours.erase(at);
    }
    for (const auto& [name, text] : ours)
      Row(version, name.first, false, "not in the reference", text);
  }

  void Differences(const std::string& step, const Json& claims);

  Comparison result;

 private:
  const std::set<std::string>& explained_;
};

// Whether an option of the version has the key as its primary one.
bool IsPrimary(const std::string& key, std::size_t version) {
  for (std::size_t i = 0; i < options::DeclarationCount(); ++i) {
    const options::DeclarationView view = options::DeclarationAt(i);
    if (view.info->owner == options::Owner::kFlink && (view.versions >> version & 1U) != 0 &&
        options::KeyName(view.keys.front()) == key) {
      return true;
    }
  }
  return false;
}

const options::OptionInfo* InfoOf(const std::string& key, std::size_t version) {
  const auto id = options::FindKey(key);
  if (!id) return nullptr;
  const auto uses = options::OptionsOf(*id, options::AtCatalogueIndex(version));
  if (uses.empty()) return nullptr;
  return options::Info(uses.front().option, options::AtCatalogueIndex(version));
}

bool IsFallbackOf(const std::string& key, const std::string& primary, std::size_t version) {
  const auto id = options::FindKey(key);
  if (!id) return false;
  for (const auto& use : options::OptionsOf(*id, options::AtCatalogueIndex(version))) {
    const auto keys = options::KeysOf(use.option, options::AtCatalogueIndex(version));
    if (use.rank > 0 && options::KeyName(keys.front()) == primary) return true;
  }
  return false;
}

// The default as the file writes it: either rendering, null for none.
bool HasDefault(const options::OptionInfo* info, const Json& text) {
  if (info == nullptr || text.is_null()) return info != nullptr && !info->has_default;
  return info->has_default && (text == info->default_text || text == info->default_yaml);
}

bool HasEnum(const options::OptionInfo* info, const Json& constants) {
  if (info == nullptr || constants.is_null())
    return info != nullptr && info->enum_constants.empty();
  return std::ranges::equal(info->enum_constants, constants.get<std::vector<std::string>>());
}

std::optional<std::size_t> VersionIndex(std::string_view text) {
  const auto version = flink::ParseFlinkVersion(text);
  if (!version || Catalogued(*version) != *version) return std::nullopt;
  return options::CatalogueIndex(*version);
}

void Comparer::Differences(const std::string& step, const Json& claims) {
  const std::size_t arrow = step.find("->");
  const auto from = VersionIndex(std::string_view(step).substr(0, arrow));
  const auto to = VersionIndex(std::string_view(step).substr(arrow + 2));
  if (!from || !to) return Row(step, "*", false, "versions that we know");
  for (const std::string key : claims.at("added")) {
    Row(step, key, IsPrimary(key, *to) && !IsPrimary(key, *from), "added");
  }
  for (const std::string key : claims.at("gone")) {
    Row(step, key, InfoOf(key, *from) != nullptr && InfoOf(key, *to) == nullptr, "gone");
  }
  for (const auto& [key, heirs] : claims.at("demotedToFallback").items()) {
    const bool all = std::ranges::all_of(heirs, [&key = key, &to](const Json& heir) {
      return IsFallbackOf(key, heir.get<std::string>(), *to);
    });
    Row(step, key, all && !IsPrimary(key, *to), "a fallback of " + heirs.dump());
  }
  for (const auto& [key, pair] : claims.at("typeChanged").items()) {
    const auto* before = InfoOf(key, *from);
    const auto* after = InfoOf(key, *to);
    Row(step, key,
        before != nullptr && after != nullptr && pair[0] == TypeName(before->type) &&
            pair[1] == TypeName(after->type),
        "types " + pair.dump());
  }
  for (const auto& [key, pair] : claims.at("defaultChanged").items()) {
    Row(step, key, HasDefault(InfoOf(key, *from), pair[0]) && HasDefault(InfoOf(key, *to), pair[1]),
        "defaults " + pair.dump());
  }
  for (const auto& [key, pair] : claims.at("enumChanged").items()) {
    Row(step, key, HasEnum(InfoOf(key, *from), pair[0]) && HasEnum(InfoOf(key, *to), pair[1]),
        "constants " + pair.dump());
  }
}

std::optional<std::size_t> ReleaseIndex(const std::string& version) {
  if (version.starts_with("1.7.")) return static_cast<std::size_t>(options::OperatorRelease::k1_7);
  if (version.starts_with("1.10."))
    return static_cast<std::size_t>(options::OperatorRelease::k1_10);
  if (version.starts_with("1.16")) return static_cast<std::size_t>(options::OperatorRelease::k1_16);
  return std::nullopt;
}

void Compare(const Json& file, Comparer& comparer) {
  if (file.contains("operatorVersion")) {
    const std::string version = file.at("operatorVersion");
    const auto bit = ReleaseIndex(version);
    if (!bit) return comparer.Row(version, "*", false, "an operator version that we know");
    return comparer.Options(file.at("options"), version,
                            OurDeclarations(options::Owner::kOperator, *bit));
  }
  if (file.contains("flinkVersion")) {
    const std::string version = file.at("flinkVersion");
    const auto index = VersionIndex(version);
    if (!index) return comparer.Row(version, "*", false, "a Flink version that we know");
    return comparer.Options(file.at("options"), version,
                            OurDeclarations(options::Owner::kFlink, *index));
  }
  for (const auto& [step, claims] : file.items()) comparer.Differences(step, claims);
}

}  // namespace

Comparison CompareCatalogue(std::string_view json, const std::set<std::string>& explained) {
  Comparer comparer(explained);
  try {
    Compare(Json::parse(json), comparer);
  } catch (const Json::exception& error) {
    comparer.Row("file", "*", false, "JSON of the catalogue's form", error.what());
  }
  return comparer.result;
}

std::set<std::string> ReadDifferences(const std::string& path) {
  static const std::regex kLine("^- `([^`]+)` `([^`]+)`: .+");
  std::set<std::string> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kLine)) rows.insert(match.str(1) + " " + match.str(2));
  }
  return rows;
}

}  // namespace sluice::test
