// SPDX-License-Identifier: Apache-2.0
// `sluice baseline`: exceptions for what is wrong today, as narrow as they can be.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "app/check.h"
#include "app/commands.h"
#include "app/exceptions.h"
#include "app/input.h"
#include "sluice/base/text.h"
#include "sluice/policy/fields.h"

namespace sluice::app {
namespace {

constexpr std::string_view kFile = "baseline";  // the name of our own text, should it not load

// An object, by what an exception matches.
using ObjectKey = std::tuple<std::string, std::string, std::string>;  // namespace, kind, name

// What is excepted of one object. Sorted, so that a second run writes the same.
struct Entry {
  std::map<std::string, std::set<std::string>> rules_by_policy;
  std::set<std::string> findings;  // lines of YAML
};

// JSON is YAML: quoted, whatever stands in it.
std::string Quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// A finding as narrowly as it can be named: its place, how large it is, what it shows.
std::string FindingLine(const report::LocatedFinding& found) {
  const rulebook::Finding& finding = found.judged.finding;
  std::string line = fmt::format("{{rule: {}, field: {}", finding.rule->meta.id,
                                 Quoted(finding.field.empty() ? "*" : finding.field));
  const bool by_value = finding.rule->worsening == rulebook::Worsening::kByValue;
  if (finding.measure) line += fmt::format(", atMost: {}", *finding.measure);
  if ((!finding.measure || by_value) && !found.fingerprint.empty()) {
    line += fmt::format(", value: \"{}\"", found.fingerprint);
  }
  return line + "}";
}

// A name of an exception for the object, 63 characters at most.
std::string NameFor(const ObjectKey& key, const std::set<std::string>& taken) {
  const auto& [space, kind, name] = key;
  const std::string words = base::ToLower(fmt::format("baseline-{}-{}-{}", space, kind, name));
  std::string plain;
  for (const char c : words) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    plain += fits ? c : '-';
  }
  std::string result = plain;
  for (int i = 2; result.size() > 63 || taken.contains(result); ++i) {
    result =
        fmt::format("{}-{}", plain.substr(0, 50),
                    base::Sha256Hex(fmt::format("{}/{}/{}/{}", space, kind, name, i)).substr(0, 8));
  }
  return result;
}

class Baseline {
 public:
  Baseline(const BaselineFlags& flags, engine::Snapshot snapshot, base::Time now,
           base::Time expires, std::vector<policy::Source> existing)
      : flags_(flags),
        snapshot_(std::move(snapshot)),
        now_(now),
        expires_(expires),
        existing_(std::move(existing)) {
    if (snapshot_.exceptions == nullptr) return;
    for (const policy::Exception& one : snapshot_.exceptions->all()) taken_.insert(one.name);
  }

  // Excepts until nothing is left that can be: what one policy no longer denies, another may.
  base::Result<void> Make(const Input& input) {
    do {
      const report::CheckReport report = Check(
          input, snapshot_,
          {.defaults = !flags_.no_defaults, .namespace_name = flags_.namespace_name, .now = now_},
          "");
      Gather(report);
      std::vector<policy::Source> sources = existing_;
      sources.push_back({.file = std::string(kFile), .text = Text()});
      const auto loaded = LoadExceptions(sources, snapshot_);
      if (!loaded) return loaded;
    } while (added_);
    return {};
  }

  [[nodiscard]] std::size_t left() const { return left_; }
  [[nodiscard]] std::size_t objects() const { return entries_.size(); }
  [[nodiscard]] std::size_t findings() const {
    std::size_t count = 0;
    for (const auto& [key, entry] : entries_) count += entry.findings.size();
    return count;
  }

  [[nodiscard]] std::string Text() const {
    std::string out = fmt::format(
        "# Written by sluice baseline: what was wrong on {}. New mistakes, and worse ones, are\n"
        "# denied; so are these from {} on. Mend one, then delete its line.\n",
        base::FormatTime(now_), base::FormatTime(expires_));
    std::set<std::string> taken = taken_;
    for (const auto& [key, entry] : entries_) {
      const std::string name = NameFor(key, taken);
      taken.insert(name);
      out += Document(name, key, entry);
    }
    return out;
  }

 private:
  [[nodiscard]] bool IsExcepted(const report::LocatedFinding& found) const {
    if (found.judged.lift != engine::Lift::kNone) return false;
    return found.judged.action == rulebook::Action::kDeny ||
           (flags_.fail_on == "warn" && found.judged.action == rulebook::Action::kWarn);
  }

  // Adds what is still wrong.
  void Gather(const report::CheckReport& report) {
    left_ = 0;
    added_ = false;
    for (const report::CheckedObject& object : report.objects) {
      for (const report::LocatedFinding& found : object.findings) {
        if (!IsExcepted(found)) continue;
        ++left_;
        // Without a name an exception would be for every object of the namespace.
        if (object.name.empty()) continue;
        Entry& entry = entries_[{object.namespace_name, object.kind, object.name}];
        std::string rule(found.judged.finding.rule->meta.id);
        added_ |= entry.rules_by_policy[*found.judged.policy].insert(std::move(rule)).second;
        added_ |= entry.findings.insert(FindingLine(found)).second;
      }
    }
  }

  [[nodiscard]] std::string Document(const std::string& name, const ObjectKey& key,
                                     const Entry& entry) const {
    const auto& [space, kind, object] = key;
    std::string out = fmt::format(
        "---\napiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\n"
        "metadata: {{name: {}}}\nspec:\n  reason: {}\n  owner: {}\n  expiresAt: \"{}\"\n",
        Quoted(name), Quoted(flags_.reason), Quoted(flags_.owner), base::FormatTime(expires_));
    if (!flags_.ticket.empty()) out += fmt::format("  ticket: {}\n", Quoted(flags_.ticket));
    // A kind that Sluice does not know cannot be named; the findings are narrow all the same.
    const bool known = std::ranges::find(policy::kKindWords, kind) != policy::kKindWords.end();
    out += fmt::format("  match: {{namespaces: [{}], {}names: [{}]}}\n", Quoted(space),
                       known ? fmt::format("kinds: [{}], ", kind) : "", Quoted(object));
    out += "  policyRefs:\n";
    for (const auto& [policy, rules] : entry.rules_by_policy) {
      out += fmt::format("  - {{policy: {}, rules: [", Quoted(policy));
      for (const std::string& rule : rules) out += (rule == *rules.begin() ? "" : ", ") + rule;
      out += "]}\n";
    }
    out += "  findings:\n";
    for (const std::string& line : entry.findings) out += "  - " + line + "\n";
    return out;
  }

  const BaselineFlags& flags_;
  engine::Snapshot snapshot_;
  const base::Time now_, expires_;
  std::vector<policy::Source> existing_;
  std::set<std::string> taken_;
  std::map<ObjectKey, Entry> entries_;
  std::size_t left_ = 0;  // findings of the last look that are not excepted
  bool added_ = false;    // the last look found something to except
};

// "2026-12-31T00:00:00Z", or "90d" from now.
base::Result<base::Time> ReadExpires(const std::string& text, base::Time now) {
  base::Time expires{};
  int days = 0;
  const char* end = text.data() + text.size();
  if (const auto time = base::ParseTime(text)) {
    expires = *time;
  } else if (const auto read = std::from_chars(text.data(), end, days);
             read.ec == std::errc() && read.ptr + 1 == end && *read.ptr == 'd' && days > 0 &&
             days <= 3650) {
    expires = now + std::chrono::hours(24) * days;
  } else {
    return base::Fail(base::Code::kInvalid,
                      "--expires must be a moment such as 2026-12-31T00:00:00Z, or days as 90d.");
  }
  if (expires > now) return expires;
  return base::Fail(base::Code::kInvalid, "--expires must lie ahead.");
}

base::Result<Baseline> Begin(const BaselineFlags& flags) {
  if (flags.owner.empty() || flags.reason.empty()) {
    return base::Fail(base::Code::kInvalid, "--owner and --reason must not be empty.");
  }
  SLUICE_TRY(const base::Time now, MomentOf(flags.now));
  SLUICE_TRY(const base::Time expires, ReadExpires(flags.expires, now));
  SLUICE_TRY(auto existing, ReadExceptions(flags.policy.exception_dirs));
  SLUICE_TRY(engine::Snapshot snapshot, LoadSnapshot(flags.policy, nullptr));
  return Baseline(flags, std::move(snapshot), now, expires, std::move(existing));
}

}  // namespace

int RunBaseline(const BaselineFlags& flags) {
  auto baseline = Begin(flags);
  if (!baseline) return Fail(baseline.error());
  const Input input = ReadInput(flags.paths);
  for (const base::Error& error : input.problems) std::cerr << error.ToString() << "\n";
  if (!input.problems.empty()) return kExitUsage;
  const auto made = baseline->Make(input);
  // Our own text does not load: a bug of ours, never a wrong file.
  if (!made) return Fail({.code = base::Code::kInternal, .message = made.error().message});
  const int written = Write(baseline->Text(), flags.output);
  if (written != kExitFine) return written;
  std::cerr << fmt::format("sluice: excepted {} finding{} of {} object{}.\n", baseline->findings(),
                           baseline->findings() == 1 ? "" : "s", baseline->objects(),
                           baseline->objects() == 1 ? "" : "s");
  if (baseline->left() == 0) return kExitFine;
  std::cerr << fmt::format("sluice: {} findings cannot be excepted: their objects have no name.\n",
                           baseline->left());
  return kExitFindings;
}

}  // namespace sluice::app
