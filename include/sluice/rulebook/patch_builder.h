// SPDX-License-Identifier: Apache-2.0
// PatchBuilder: what a default writes through. Add-only by construction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/doc/document.h"
#include "sluice/flink/subject.h"

namespace sluice::rulebook {

struct Default;

// One thing that a default adds, before it becomes JSON Patch operations.
struct Addition {
  const Default* by = nullptr;
  std::vector<std::string> tokens;  // from the root of the object
  std::string value_json;
  std::string
      what;  // "high-availability.type" or "spec.podTemplate.spec.dnsPolicy", for the warning
};

// A default that wanted to add something and may not or cannot; becomes a finding or a log line.
struct Declined {
  const Default* by = nullptr;
  std::string reason;
};

// Made by the engine for one subject; a default sees the subject as patched by the defaults before
// it. Setting something that is present (under any alias) does nothing, so that every default is
// idempotent. On an UPDATE it only restores: what is set is what the old object had at that place,
// under the key it used, and nothing where it had nothing; only fields that a default sets which
// mirrors an operator's webhook are added there too.
class PatchBuilder {
 public:
  explicit PatchBuilder(const flink::Subject& subject) : subject_(subject) {}
  void SetDefault(const Default& by) { by_ = &by; }

  // Adds an option to the resource's configuration, under the key that is right for the version and
  // in the user's own style (flat, or nested where he wrote nested). Declines where the key would
  // be a dotted prefix of another on 2.x, or where the kind keeps no configuration.
  void SetOption(flink::options::OptionId option, std::string_view text);

  // Adds a field of the object (tokens from the root) with a JSON value; missing parents are
  // created.
  void SetField(std::vector<std::string> tokens, std::string value_json);

  void Decline(std::string_view reason);

  [[nodiscard]] const std::vector<Addition>& additions() const { return additions_; }
  [[nodiscard]] const std::vector<Declined>& declined() const { return declined_; }

 private:
  // The key beside which `key` would be fatal on Flink 2, empty when there is none.
  [[nodiscard]] std::string ClashOf(std::string_view key) const;
  void Push(std::vector<std::string> tokens, std::string value_json, std::string what);

  const flink::Subject& subject_;
  const Default* by_ = nullptr;
  std::vector<Addition> additions_;
  std::vector<Declined> declined_;
};

// `template_text` with {{namespace}} and {{name}} filled in; nothing when the object has no name
// yet (generateName) and the template wants it.
std::optional<std::string> Expand(std::string_view template_text, const flink::Subject& subject);

}  // namespace sluice::rulebook
