// SPDX-License-Identifier: Apache-2.0
#include "conformance/flinkcluster_compare.h"

#include <set>

#include "sluice/k8s/quantity.h"

namespace sluice::conformance {
namespace {

using Json = nlohmann::json;
using Pointer = nlohmann::json::json_pointer;

std::optional<k8s::Quantity> Amount(const Json& value) {
  if (!value.is_number() && !value.is_string()) return std::nullopt;
  const auto amount =
      k8s::Quantity::Parse(value.is_string() ? value.get<std::string>() : value.dump());
  return amount ? std::optional(*amount) : std::nullopt;
}

bool SameScalar(const Json& a, const Json& b) {
  if (a == b) return true;
  const auto left = Amount(a);
  return left && left == Amount(b);
}

// The deviation that keeps what `object` has at `path`, empty when there is none.
std::string_view Kept(const Pointer& path, const Json& object, const Json& ours) {
  if (!object.contains(path) || object.at(path) != ours) return {};
  const std::string text = path.to_string();
  if (text.starts_with("/spec/batchScheduler/")) return "kept-batch-scheduler";
  const bool probe = text.find("/livenessProbe/") != std::string::npos ||
                     text.find("/readinessProbe/") != std::string::npos;
  return probe && ours == 0 ? "kept-zero" : "";
}

// The tcpSocket that the original adds to a probe of the user's which asks in another way.
bool IsSecondHandler(const Pointer& path, const Json& object) {
  const Pointer probe = path.parent_pointer();
  if (path.back() != "tcpSocket" || !object.contains(probe) || object.contains(path)) return false;
  const Json& users = object.at(probe);
  return users.contains("exec") || users.contains("grpc") || users.contains("httpGet");
}

class Comparison {
 public:
  explicit Comparison(const Json& object) : object_(object) {}

  void Values(const Json& expected, const Json& ours, const Pointer& path) {
    if (expected.is_object() && ours.is_object()) return Members(expected, ours, path);
    if (expected.is_array() && ours.is_array() && expected.size() == ours.size()) {
      for (std::size_t i = 0; i < expected.size(); ++i) Values(expected[i], ours[i], path / i);
      return;
    }
    if (SameScalar(expected, ours)) return;
    const std::string_view kept = Kept(path, object_, ours);
    kept.empty() ? Differ(path) : void(deviations_.insert(kept));
  }

  [[nodiscard]] const std::string& differs_at() const { return differs_at_; }
  [[nodiscard]] const std::set<std::string_view>& deviations() const { return deviations_; }

 private:
  void Members(const Json& expected, const Json& ours, const Pointer& path) {
    for (const auto& [key, value] : expected.items()) {
      if (ours.contains(key)) {
        Values(value, ours[key], path / key);
      } else if (IsSecondHandler(path / key, object_)) {
        deviations_.insert("one-handler");
      } else {
        Differ(path / key);
      }
    }
    for (const auto& [key, value] : ours.items()) {
      if (expected.contains(key)) continue;
      // To Go a socket without a port has port 0.
      if (key == "port" && value == 0 && path.back() == "tcpSocket") continue;
      const std::string_view kept = Kept(path / key, object_, value);
      kept.empty() ? Differ(path / key) : void(deviations_.insert(kept));
    }
  }

  void Differ(const Pointer& path) {
    if (differs_at_.empty()) differs_at_ = path.to_string();
  }

  const Json& object_;
  std::string differs_at_;
  std::set<std::string_view> deviations_;
};

}  // namespace

void Compare(const std::string& where, const DefaultedRow& row, Report& report) {
  Json expected = row.object;
  expected.merge_patch(row.merge);
  Json ours = row.object;
  for (const auto& [tokens, value] : row.additions) {
    Pointer path;
    for (const std::string& token : tokens) path /= token;
    if (ours.contains(path)) return report.Fail(where, "nothing replaced", path.to_string());
    ours[path] = value;
  }
  Comparison comparison(row.object);
  comparison.Values(expected, ours, Pointer());
  if (!comparison.differs_at().empty()) {
    const Pointer at(comparison.differs_at());
    return report.Fail(where + " " + comparison.differs_at(),
                       expected.contains(at) ? expected.at(at) : Json("(absent)"),
                       ours.contains(at) ? ours.at(at) : Json("(absent)"));
  }
  if (comparison.deviations().empty()) return report.Pass();
  report.Deviate(*comparison.deviations().begin());
}

}  // namespace sluice::conformance
