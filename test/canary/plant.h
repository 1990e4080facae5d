// SPDX-License-Identifier: Apache-2.0
// Puts a canary, a word that stands nowhere else, into every place of a Flink resource where a
// secret may stand.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace sluice::canary {

using Json = nlohmann::json;

// Every canary begins so.
inline constexpr const char* kMark = "CNRY";

class Planter {
 public:
  // Plants what the object lacks: options, arguments, environments, annotations. Nothing that is
  // there is replaced, so the rules find what they found before.
  void Add(Json& object);
  // Gives every URI of the object credentials and a signature.
  void Taint(Json& object);

  // Which place a canary in `text` was planted in; empty when there is none.
  [[nodiscard]] std::string PlaceIn(const std::string& text) const;
  // The names of the places that were planted.
  [[nodiscard]] std::size_t places() const { return counts_.size(); }
  [[nodiscard]] std::size_t planted() const { return places_.size(); }

 private:
  std::string Canary(const std::string& place);
  std::string Filled(std::string form, const std::string& place);
  void AddOptions(Json& spec, const std::string& field);
  void AddPod(Json& pod, const std::string& where);
  void AddJob(Json& job);
  void AddMetadata(Json& metadata, const std::string& where);

  std::map<std::string, std::string> places_;  // canary -> place
  std::map<std::string, std::size_t> counts_;  // place -> how often
};

}  // namespace sluice::canary
