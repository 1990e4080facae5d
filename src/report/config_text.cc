// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/config_rows.h"
#include "sluice/base/text.h"

namespace sluice::report {
namespace {

constexpr std::size_t kWidth = 100;

struct Paint {
  bool on;
  [[nodiscard]] std::string operator()(std::string_view code, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

struct OriginFace {
  std::string_view word, color, many;
};

OriginFace FaceOf(flink::Origin origin) {
  switch (origin) {
    case flink::Origin::kUser:
      return {"user", "1", "set by the user"};
    case flink::Origin::kResourceField:
      return {"field", "36", "by fields of the resource"};
    case flink::Origin::kOperator:
      return {"operator", "34", "by the operator"};
    case flink::Origin::kOperatorDefault:
      return {"platform", "35", "by the operator's default configuration"};
    case flink::Origin::kPolicyAssumption:
      return {"assumed", "35", "assumed by the policy"};
    case flink::Origin::kSessionCluster:
      return {"session", "35", "by the session cluster"};
    case flink::Origin::kFlinkDefault:
      return {"default", "2", "at Flink's default"};
  }
  return {};
}

// `text` in lines of at most kWidth columns: the first after `first`, the others after as many
// blanks.
std::string Wrapped(std::string_view first, std::string_view text) {
  std::string out(first);
  std::size_t column = first.size();
  bool fresh = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!fresh && column + 1 + word.size() > kWidth) {
      out += "\n" + std::string(first.size(), ' ');
      column = first.size();
      fresh = true;
    }
    if (!fresh) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    fresh = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + "\n";
}

std::string Counts(const std::vector<ConfigRow>& rows) {
  constexpr flink::Origin kOrder[] = {flink::Origin::kUser,
                                      flink::Origin::kResourceField,
                                      flink::Origin::kOperator,
                                      flink::Origin::kOperatorDefault,
                                      flink::Origin::kPolicyAssumption,
                                      flink::Origin::kSessionCluster,
                                      flink::Origin::kFlinkDefault};
  std::string out;
  for (const flink::Origin origin : kOrder) {
    const auto count = std::ranges::count(rows, origin, &ConfigRow::origin);
    if (count == 0) continue;
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, FaceOf(origin).many);
  }
  return out.empty() ? "nothing is set" : out;
}

std::string RowText(const ConfigRow& row, std::size_t key_width, const Paint& paint) {
  const OriginFace face = FaceOf(row.origin);
  const std::string line = row.line == 0 ? "" : std::to_string(row.line);
  const std::string value = row.value.empty() ? "\"\"" : row.value;
  std::string out =
      fmt::format("  {} {:>5}  {} {}", paint(face.color, fmt::format("{:<8}", face.word)), line,
                  paint(face.color, fmt::format("{:<{}}", row.key, key_width)), value);
  if (row.origin == flink::Origin::kResourceField && !row.field.empty()) {
    out += "  " + paint("2", "<- " + row.field);
  }
  return out + "\n";
}

std::string ConfigurationText(const ConfigView& view, const ConfigOptions& options,
                              const Paint& paint) {
  const std::vector<ConfigRow> rows = RowsOf(view, options.changed);
  // One long key must not push all values to the right.
  constexpr std::size_t kMostKeyWidth = 56;
  std::size_t key_width = 0;
  for (const ConfigRow& row : rows) {
    if (row.key.size() <= kMostKeyWidth) key_width = std::max(key_width, row.key.size());
  }
  std::string out = paint("1", "Configuration") + "  " + Counts(rows) + "\n";
  if (!rows.empty()) out += paint("2", "  origin    line  key\n");
  for (const ConfigRow& row : rows) out += RowText(row, key_width, paint);
  return out;
}

// A component's face in the bar, told apart without colours, too.
struct Face {
  std::string_view fill, color;
};
constexpr std::array<Face, 8> kTaskFaces = {{{"█", "32"},
                                             {"▓", "92"},
                                             {"▒", "34"},
                                             {"░", "36"},
                                             {"▤", "33"},
                                             {"▥", "93"},
                                             {"▚", "35"},
                                             {"·", "37"}}};
constexpr std::array<Face, 4> kJobFaces = {{{"█", "32"}, {"▤", "33"}, {"▚", "35"}, {"·", "37"}}};

Face FaceOf(const RoleMemory& memory, std::size_t part) {
  return memory.role == flink::RoleKind::kJobManager ? kJobFaces[part] : kTaskFaces[part];
}

// Cells of each part: at least one for what is there, the rest by largest remainder.
std::vector<std::size_t> Cells(const std::vector<MemoryPart>& parts, std::size_t cells) {
  std::int64_t total = 0;
  for (const MemoryPart& part : parts) total += part.bytes;
  std::vector<std::size_t> out;
  std::size_t used = 0;
  for (const MemoryPart& part : parts) {
    const double share =
        static_cast<double>(part.bytes) / static_cast<double>(std::max<std::int64_t>(total, 1));
    std::size_t mine = static_cast<std::size_t>(share * static_cast<double>(cells));
    if (part.bytes > 0) mine = std::max<std::size_t>(mine, 1);
    out.push_back(mine);
    used += mine;
  }
  const auto largest = [&] {
    return static_cast<std::size_t>(std::ranges::max_element(parts, {}, &MemoryPart::bytes) -
                                    parts.begin());
  };
  // What rounding left or took goes to the largest part.
  if (used < cells) out[largest()] += cells - used;
  while (used > cells && out[largest()] > 1) {
    --out[largest()];
    --used;
  }
  return out;
}

std::string Bar(const RoleMemory& memory, const Paint& paint) {
  constexpr std::size_t kCells = kWidth - 4;
  const std::vector<std::size_t> cells = Cells(memory.parts, kCells);
  std::string out = "  ";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Face face = FaceOf(memory, i);
    std::string run;
    for (std::size_t n = 0; n < cells[i]; ++n) run += face.fill;
    out += paint(face.color, run);
  }
  return out + "\n";
}

// "spec.taskManager.resource.memory (line 14)".
std::string SizedBy(const RoleMemory& memory) {
  return memory.size_line == 0 ? memory.size_field
                               : fmt::format("{} (line {})", memory.size_field, memory.size_line);
}

std::string RoleTitle(const ConfigView& view, const RoleMemory& memory, const Paint& paint) {
  const bool jobs = memory.role == flink::RoleKind::kJobManager;
  const flink::Role& role =
      jobs ? view.subject->resource.job_manager : view.subject->resource.task_manager;
  std::string out = "  " + paint("1", jobs ? "Job manager" : "Task manager");
  if (memory.parts.empty()) return out + "  " + paint("1;31", "cannot start");
  out += "  " + base::HumanBytes(memory.process_size);
  if (const auto replicas = role.replicas.integer(); replicas.value_or(1) != 1) {
    out += fmt::format(" x {}", *replicas);
  }
  if (!jobs) out += fmt::format(", {} slot{}", memory.slots, memory.slots == 1 ? "" : "s");
  if (role.cpu.present()) out += fmt::format(", cpu {}", base::Printable(role.cpu.text(), 32));
  if (!memory.size_field.empty()) out += "  " + paint("2", "<- " + SizedBy(memory));
  return out;
}

std::string PartsText(const RoleMemory& memory, const Paint& paint) {
  std::string out;
  for (std::size_t i = 0; i < memory.parts.size(); ++i) {
    const MemoryPart& part = memory.parts[i];
    if (part.bytes == 0) continue;
    const Face face = FaceOf(memory, i);
    const double percent =
        100.0 * static_cast<double>(part.bytes) / static_cast<double>(memory.process_size);
    out += fmt::format("  {} {:<20}{:>12}  {:>5.1f} %\n", paint(face.color, face.fill), part.name,
                       base::HumanBytes(part.bytes), percent);
  }
  out += paint("2", Wrapped("  JVM ", memory.jvm_arguments));
  return out;
}

std::string RefusalText(const RoleMemory& memory, const Paint& paint) {
  std::string out = Wrapped("  Flink: ", memory.reason);
  if (memory.nearest) {
    const std::string size =
        fmt::format("{}: {}m", memory.nearest->key, memory.nearest->bytes >> 20);
    out += Wrapped("  The nearest size that starts is ",
                   fmt::format("{} ({}).", size, base::HumanBytes(memory.nearest->bytes)));
    if (!memory.size_field.empty()) out += Wrapped("  It is set at ", SizedBy(memory) + ".");
  } else {
    out += "  No size alone lets it start.\n";
  }
  return paint("31", out);
}

std::string MemoryText(const ConfigView& view, const Paint& paint) {
  std::string out;
  for (const RoleMemory& memory : MemoryOf(view)) {
    out += "\n" + RoleTitle(view, memory, paint) + "\n";
    out += memory.parts.empty() ? RefusalText(memory, paint)
                                : Bar(memory, paint) + PartsText(memory, paint);
  }
  return out.empty() ? out : "\n" + paint("1", "Memory") + "\n" + out.substr(1);
}

std::string NotesText(const ConfigView& view, const Paint& paint) {
  const std::vector<std::string> notes = NotesOf(view);
  if (notes.empty()) return "";
  std::string out = "\n" + paint("1", "Notes") + "\n";
  for (const std::string& note : notes) out += paint("33", Wrapped("  ! ", note));
  return out;
}

}  // namespace

std::string ConfigText(std::span<const ConfigView> views, const ConfigOptions& options) {
  const Paint paint{options.color};
  std::string out;
  for (const ConfigView& view : views) {
    const flink::EffectiveConfig& config = view.subject->config;
    if (!out.empty()) out += "\n" + std::string(kWidth, '-') + "\n\n";
    out += paint("1;4", TitleOf(view)) + fmt::format("  Flink {} ({})",
                                                     flink::ToString(config.version()),
                                                     Words(config.version_origin()));
    if (!view.file.empty()) out += "  " + paint("2", view.file);
    out += "\n\n" + ConfigurationText(view, options, paint) + MemoryText(view, paint) +
           NotesText(view, paint);
  }
  return out;
}

}  // namespace sluice::report
