// SPDX-License-Identifier: Apache-2.0
// JSON as the operator's Go types see it: what does not decode, and when two specs are equal.
#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "flink/operators/spotify_types.h"
#include "sluice/flink/spotify.h"

namespace sluice::flink::spotify {
namespace {

using doc::Value;

// unicode.IsSpace, in UTF-8: first what JSON holds as it is, then what it holds as an escape.
constexpr std::size_t kUnescaped = 18;
constexpr std::array<std::string_view, 25> kSpaces = {" ",
                                                      "\xC2\x85",
                                                      "\xC2\xA0",
                                                      "\xE1\x9A\x80",
                                                      "\xE2\x80\x80",
                                                      "\xE2\x80\x81",
                                                      "\xE2\x80\x82",
                                                      "\xE2\x80\x83",
                                                      "\xE2\x80\x84",
                                                      "\xE2\x80\x85",
                                                      "\xE2\x80\x86",
                                                      "\xE2\x80\x87",
                                                      "\xE2\x80\x88",
                                                      "\xE2\x80\x89",
                                                      "\xE2\x80\x8A",
                                                      "\xE2\x80\xAF",
                                                      "\xE2\x81\x9F",
                                                      "\xE3\x80\x80",
                                                      "\t",
                                                      "\n",
                                                      "\v",
                                                      "\f",
                                                      "\r",
                                                      "\xE2\x80\xA8",
                                                      "\xE2\x80\xA9"};

std::string_view Trim(std::string_view text, std::span<const std::string_view> spaces) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view space : spaces) {
      if (text.starts_with(space)) text.remove_prefix(space.size()), again = true;
      if (text.ends_with(space)) text.remove_suffix(space.size()), again = true;
    }
  }
  return text;
}

// As bytes.TrimSpace over the undecoded JSON, where Go takes no escape for white space.
std::string_view TrimUndecoded(std::string_view text) {
  return Trim(text, std::span(kSpaces).first<kUnescaped>());
}

template <typename Integer>
bool FitsAs(const Value& value) {
  Integer parsed{};
  const std::string_view text = value.text();
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, parsed);
  return value.IsNumber() && error == std::errc() && stop == end;
}

// What stands here in words when `value` does not decode; empty when it does.
std::string_view Expected(const Value& value, Shape shape) {
  switch (shape) {
    case Shape::kString:
      return value.IsString() ? "" : "a string";
    case Shape::kBool:
      return value.IsBool() ? "" : "true or false";
    case Shape::kInt32:
      return FitsAs<std::int32_t>(value) ? "" : "an integer of 32 bits";
    case Shape::kInt64:
      return FitsAs<std::int64_t>(value) ? "" : "an integer of 64 bits";
    case Shape::kIntOrString:
      return value.IsString() || FitsAs<std::int32_t>(value) ? ""
                                                             : "an integer of 32 bits or a string";
    case Shape::kQuantity:
      return ReadQuantity(value) ? "" : "a quantity such as 2Gi or 500m";
    case Shape::kObject:
    case Shape::kStringMap:
    case Shape::kQuantityMap:
      return value.IsObject() ? "" : "an object";
    case Shape::kStrings:
    case Shape::kInt32s:
    case Shape::kInt64s:
    case Shape::kObjects:
      return value.IsArray() ? "" : "a list";
    case Shape::kAny:
      break;
  }
  return "";
}

// The shape of what stands in a map or list; kAny where nothing does.
Shape ElementShape(Shape shape) {
  switch (shape) {
    case Shape::kStringMap:
    case Shape::kStrings:
      return Shape::kString;
    case Shape::kQuantityMap:
      return Shape::kQuantity;
    case Shape::kInt32s:
      return Shape::kInt32;
    case Shape::kInt64s:
      return Shape::kInt64;
    case Shape::kObjects:
      return Shape::kObject;
    default:
      return Shape::kAny;
  }
}

void Decode(const Value* value, Shape shape, GoFields (*fields)(), std::vector<Unreadable>& out) {
  if (value == nullptr || value->IsNull()) return;
  if (const std::string_view expected = Expected(*value, shape); !expected.empty()) {
    out.push_back({.node = value, .expected = expected});
    return;
  }
  if (shape == Shape::kObject) {
    for (const GoField& field : fields()) {
      Decode(value->Find(field.key), field.shape, field.fields, out);
    }
    return;
  }
  const Shape element = ElementShape(shape);
  if (element == Shape::kAny) return;
  for (const Value& item : value->items()) Decode(&item, element, fields, out);
  for (const doc::Member& member : value->members()) Decode(&member.value, element, fields, out);
}

// The members by key, those that Go would not see left out when `but_null`. Sorted, for a user can
// write as many as he likes.
std::vector<const doc::Member*> Sorted(const Value& object, bool but_null) {
  std::vector<const doc::Member*> members;
  members.reserve(object.members().size());
  for (const doc::Member& member : object.members()) {
    if (!but_null || !member.value.IsNull()) members.push_back(&member);
  }
  std::ranges::sort(members, {}, &doc::Member::key);
  return members;
}

// Both objects hold the same keys, with values that `same` takes for equal.
template <typename Same>
bool SameMembers(const Value& a, const Value& b, bool but_null, const Same& same) {
  return std::ranges::equal(Sorted(a, but_null), Sorted(b, but_null),
                            [&](const doc::Member* left, const doc::Member* right) {
                              return left->key == right->key && same(left->value, right->value);
                            });
}

// Deep equality of what Go does not take apart here: null is absent, all else as it is written.
bool SameAny(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.IsObject()) return SameMembers(a, b, true, SameAny);
  if (a.IsArray()) return std::ranges::equal(a.items(), b.items(), SameAny);
  return a.text() == b.text();
}

// Go's zero of a type that is no pointer.
bool IsZero(const Value& value, Shape shape) {
  switch (shape) {
    case Shape::kString:
      return value.IsString() && value.text().empty();
    case Shape::kBool:
      return value.IsBool() && !value.AsBool();
    case Shape::kInt32:
    case Shape::kInt64:
    case Shape::kIntOrString:
      return value.IsNumber() && (value.text() == "0" || value.text() == "-0");
    default:
      return false;
  }
}

bool SameFields(const Value* a, const Value* b, GoFields fields, std::string_view but);

// Two values that are there.
bool SameValue(const Value& a, const Value& b, Shape shape, GoFields (*fields)()) {
  if (shape == Shape::kQuantity) return TrimUndecoded(a.text()) == TrimUndecoded(b.text());
  if (shape == Shape::kAny || a.kind() != b.kind()) return SameAny(a, b);
  if (shape == Shape::kObject) return SameFields(&a, &b, fields(), {});
  const Shape element = ElementShape(shape);
  const auto same = [&](const Value& left, const Value& right) {
    return SameValue(left, right, element, fields);
  };
  if (a.IsObject()) return SameMembers(a, b, false, same);
  if (a.IsArray()) return std::ranges::equal(a.items(), b.items(), same);
  return a.text() == b.text() || (IsZero(a, shape) && IsZero(b, shape));
}

bool SameField(const Value* a, const Value* b, const GoField& field) {
  if (a != nullptr && b != nullptr) return SameValue(*a, *b, field.shape, field.fields);
  if (a == b) return true;
  if (field.pointer) return false;
  if (field.shape == Shape::kObject) return SameFields(a, b, field.fields(), {});
  return IsZero(a != nullptr ? *a : *b, field.shape);
}

bool SameFields(const Value* a, const Value* b, GoFields fields, std::string_view but) {
  return std::ranges::all_of(fields, [&](const GoField& field) {
    return field.key == but || SameField(Member(a, field.key), Member(b, field.key), field);
  });
}

}  // namespace

std::string_view TrimSpace(std::string_view text) { return Trim(text, kSpaces); }

const Value* Member(const Value* object, std::string_view key) {
  const Value* member = object == nullptr ? nullptr : object->Find(key);
  return member == nullptr || member->IsNull() ? nullptr : member;
}

std::optional<k8s::Quantity> ReadQuantity(const Value& value) {
  if (!value.IsNumber() && !value.IsString()) return std::nullopt;
  const auto quantity = k8s::Quantity::Parse(TrimUndecoded(value.text()));
  return quantity ? std::optional(*quantity) : std::nullopt;
}

std::vector<Unreadable> Undecodable(const Value* spec) {
  std::vector<Unreadable> out;
  Decode(spec, Shape::kObject, SpecFields, out);
  return out;
}

bool SameSpec(const Value* a, const Value* b, std::string_view but_job_field) {
  if (but_job_field.empty()) return SameFields(a, b, SpecFields(), {});
  const GoField* job = &*std::ranges::find(SpecFields(), "job", &GoField::key);
  const Value* a_job = Member(a, job->key);
  const Value* b_job = Member(b, job->key);
  if (a_job == nullptr || b_job == nullptr) return SameFields(a, b, SpecFields(), {});
  return SameFields(a, b, SpecFields(), job->key) &&
         SameFields(a_job, b_job, job->fields(), but_job_field);
}

}  // namespace sluice::flink::spotify
