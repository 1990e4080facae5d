// SPDX-License-Identifier: Apache-2.0
#include "policy/templates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "sluice/base/text.h"

namespace sluice::policy {
namespace {

using rulebook::ParamType;

constexpr std::string_view kRoot = "root";
constexpr std::string_view kStorageRoot = "storageRoot";

bool IsOfRequest(std::string_view word) { return word == "namespace" || word == "name"; }

class Filler {
 public:
  Filler(const rulebook::Meta& meta, const rulebook::Params& params)
      : meta_(meta), params_(params) {}

  // The text of parameter `own` with others put in; nothing and `wrong` set when a placeholder is
  // unknown.
  std::optional<std::string> Fill(std::string_view text, std::size_t own,
                                  std::string& wrong) const {
    std::string out;
    while (true) {
      const std::size_t open = text.find("{{");
      const std::size_t close = open == text.npos ? open : text.find("}}", open);
      if (close == text.npos) return out.append(text);
      const std::string_view word = base::JavaTrim(text.substr(open + 2, close - open - 2));
      const auto value = ValueOf(word, own);
      if (!value) {
        wrong = word;
        return std::nullopt;
      }
      out.append(text.substr(0, open)).append(*value);
      text.remove_prefix(close + 2);
    }
  }

  [[nodiscard]] std::vector<std::string> Known(std::size_t own) const {
    std::vector<std::string> known = {"{{namespace}}", "{{name}}"};
    for (std::size_t i = 0; i < meta_.params.size(); ++i) {
      if (!MayStandFor(i, own)) continue;
      known.push_back(fmt::format("{{{{{}}}}}", meta_.params[i].name));
      if (IsRoot(i, own)) known.push_back("{{root}}");
    }
    return known;
  }

 private:
  [[nodiscard]] bool MayStandFor(std::size_t i, std::size_t own) const {
    return i != own && meta_.params[i].type == ParamType::kString;
  }

  // Whether a root without a value may be left to the request: no list is filled with one.
  [[nodiscard]] bool IsRoot(std::size_t i, std::size_t own) const {
    return meta_.params[i].name == kStorageRoot && meta_.params[own].type == ParamType::kString;
  }

  [[nodiscard]] std::optional<std::string> ValueOf(std::string_view word, std::size_t own) const {
    const auto kept = [&] { return fmt::format("{{{{{}}}}}", word); };
    if (IsOfRequest(word)) return kept();
    for (std::size_t i = 0; i < meta_.params.size(); ++i) {
      if (!MayStandFor(i, own)) continue;
      const std::string& value = params_.String(i);
      if (IsRoot(i, own) && (word == kRoot || word == kStorageRoot)) {
        // Without a value the resource's own bucket may serve: decided for each request.
        return word == kRoot || value.empty() ? std::string("{{root}}") : value;
      }
      // A parameter that is a template itself is not put in, so that no ring can arise.
      if (meta_.params[i].name == word && !value.empty() && value.find("{{") == value.npos) {
        return value;
      }
    }
    return std::nullopt;
  }

  const rulebook::Meta& meta_;
  const rulebook::Params& params_;
};

void Complain(const Spot& spot, const std::string& message, Complaints& complaints) {
  // A shared parameter reaches many rules; once is enough.
  const bool said = std::any_of(complaints.errors.begin(), complaints.errors.end(),
                                [&](const base::Error& error) {
                                  return error.file == spot.file && error.line == spot.mark.line &&
                                         error.column == spot.mark.column;
                                });
  if (!said) complaints.Error(spot, message);
}

// Fills one text of parameter `own`, which stands at `spot`; false after a complaint.
bool FillText(const rulebook::Meta& meta, const Filler& filler, std::size_t own, const Spot& spot,
              std::string& text, Complaints& complaints) {
  if (text.find("{{") == std::string::npos) return true;
  std::string wrong;
  auto filled = filler.Fill(text, own, wrong);
  if (filled) {
    text = *std::move(filled);
    return true;
  }
  Complain(spot,
           fmt::format("parameter '{}' has the placeholder {{{{{}}}}}, known here are {}, each "
                       "with a value of its own",
                       meta.params[own].name, wrong, fmt::join(filler.Known(own), ", ")),
           complaints);
  return false;
}

}  // namespace

void FillTemplates(const rulebook::Meta& meta, const std::vector<ParamOrigin>& origins,
                   rulebook::Params& params, Complaints& complaints) {
  const rulebook::Params written = params;
  const Filler filler(meta, written);
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if (origins[i].says == Says::kNobody) continue;
    if (meta.params[i].type == ParamType::kString) {
      std::string text = written.String(i);
      if (FillText(meta, filler, i, origins[i].spot, text, complaints)) {
        params.Set(i, std::move(text));
      }
    } else if (meta.params[i].type == ParamType::kStringList) {
      std::vector<std::string> words = written.Strings(i);
      for (std::size_t j = 0; j < words.size(); ++j) {
        const Spot spot{.file = origins[i].spot.file, .mark = origins[i].word_marks[j]};
        FillText(meta, filler, i, spot, words[j], complaints);
      }
      params.Set(i, std::move(words));
    }
  }
}

}  // namespace sluice::policy
