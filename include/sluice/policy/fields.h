// SPDX-License-Identifier: Apache-2.0
// What may stand in policy files: the loader reads by these tables, and the JSON Schema that
// editors use is made from them (sluice schema).
#pragma once

#include <array>
#include <string_view>

#include "sluice/doc/reader.h"

namespace sluice::policy {

inline constexpr std::string_view kApiVersion = "policy.sluice.dev/v1alpha1";

inline constexpr std::array<std::string_view, 3> kActionWords = {"Deny", "Warn", "Audit"};
inline constexpr std::array<std::string_view, 5> kKindWords = {
    "FlinkDeployment", "FlinkSessionJob", "FlinkStateSnapshot", "FlinkBlueGreenDeployment",
    "FlinkCluster"};
inline constexpr std::array<std::string_view, 3> kOperationWords = {"CREATE", "UPDATE", "DELETE"};
inline constexpr std::string_view kNamespacePattern = "^[a-z0-9*?-]{1,63}$";
inline constexpr std::string_view kNamePattern = "^[a-z0-9.-]{1,63}$";

inline constexpr doc::Field kMetadataFields[] = {
    {.name = "name",
     .description = "The name by which denials, warnings and exceptions speak of it.",
     .pattern = kNamePattern,
     .required = true},
    {.name = "labels", .form = doc::Form::kTextMap, .description = "Yours; not read."},
    {.name = "annotations", .form = doc::Form::kTextMap, .description = "Yours; not read."},
};

inline constexpr std::array<std::string_view, 4> kOperatorWords = {"In", "NotIn", "Exists",
                                                                   "DoesNotExist"};
inline constexpr doc::Field kExpressionFields[] = {
    {.name = "key", .description = "The label.", .required = true},
    {.name = "operator",
     .description = "NotIn and DoesNotExist also fit an object without the label.",
     .words = kOperatorWords,
     .required = true},
    {.name = "values", .form = doc::Form::kTexts, .description = "For In and NotIn."},
};
inline constexpr doc::Field kSelectorFields[] = {
    {.name = "matchLabels",
     .form = doc::Form::kTextMap,
     .description = "Labels with the value they must have."},
    {.name = "matchExpressions",
     .form = doc::Form::kObjects,
     .description = "Requirements, all of which must be met.",
     .fields = kExpressionFields},
};

inline constexpr std::string_view kAccountPattern = "^[a-z0-9*?-]{1,63}[/:][a-z0-9.*?-]{1,253}$";

inline constexpr doc::Field kMatchFields[] = {
    {.name = "namespaces",
     .form = doc::Form::kTexts,
     .description = "Names and patterns (* and ?) of namespaces; none = every namespace.",
     .pattern = kNamespacePattern},
    {.name = "excludeNamespaces",
     .form = doc::Form::kTexts,
     .description = "Names and patterns of namespaces that are left out.",
     .pattern = kNamespacePattern},
    {.name = "kinds",
     .form = doc::Form::kTexts,
     .description = "Kinds of resources; none = every kind.",
     .words = kKindWords},
    {.name = "operations",
     .form = doc::Form::kTexts,
     .description = "Operations; none = every operation. A DELETE is never denied.",
     .words = kOperationWords,
     .not_empty = true},
    {.name = "users",
     .form = doc::Form::kTexts,
     .description = "Whole user names, or patterns of them. The policy is for whoever is in one of "
                    "users, groups and serviceAccounts; all left out = for everybody."},
    {.name = "groups", .form = doc::Form::kTexts, .description = "Groups, or patterns of them."},
    {.name = "serviceAccounts",
     .form = doc::Form::kTexts,
     .description = "namespace/name, each a name or a pattern.",
     .pattern = kAccountPattern},
    {.name = "excludeUsers",
     .form = doc::Form::kTexts,
     .description = "User names for whom the policy does not hold."},
    {.name = "excludeGroups",
     .form = doc::Form::kTexts,
     .description = "Groups for whose members the policy does not hold."},
    {.name = "excludeServiceAccounts",
     .form = doc::Form::kTexts,
     .description = "Service accounts, namespace/name, for which the policy does not hold.",
     .pattern = kAccountPattern},
    {.name = "objectSelector",
     .form = doc::Form::kObject,
     .description =
         "By the labels of the object, the old or the new one. Whoever writes the object "
         "writes them, so this is no fence.",
     .fields = kSelectorFields},
};

inline constexpr doc::Field kKnowledgeFields[] = {
    {.name = "operatorVersion",
     .description =
         "Version of the Flink Kubernetes Operator, such as \"1.12\"; none = the newest."},
    {.name = "assumedFlinkVersion",
     .description = "Flink's version where neither spec.flinkVersion nor the image tells it."},
    {.name = "assumedConfiguration",
     .form = doc::Form::kTextMap,
     .description = "What the operator sets for everybody and a resource does not show."},
    {.name = "operatorServiceAccounts",
     .form = doc::Form::kTexts,
     .description = "User names (patterns) of the operator: what they write is never patched."},
};

inline constexpr doc::Field kBreakGlassFields[] = {
    {.name = "groups",
     .form = doc::Form::kTexts,
     .description = "Groups, by their exact names, whose members are let through with a warning, "
                    "an audit annotation, a metric and a log line.",
     .required = true},
};
inline constexpr std::array<std::string_view, 2> kRatchetWords = {"Lenient", "Strict"};

// The value of `rules`, `defaults` and `parameters` follows from the rulebook.
inline constexpr doc::Field kRulesField = {
    .name = "rules",
    .form = doc::Form::kNamed,
    .description = "What single rules do, over what the profile says.",
    .ref = "rules"};
inline constexpr doc::Field kDefaultsField = {
    .name = "defaults",
    .form = doc::Form::kNamed,
    .description = "Defaults that are switched on, or off with enabled: false.",
    .ref = "defaults"};
inline constexpr doc::Field kParametersField = {
    .name = "parameters",
    .form = doc::Form::kNamed,
    .description = "Values for every rule and default that declares the name.",
    .ref = "parameters"};
inline constexpr doc::Field kKnowledgeField = {
    .name = "knowledge",
    .form = doc::Form::kObject,
    .description = "What is known of the cluster; holds for all policies.",
    .fields = kKnowledgeFields};

// The members of one entry of `rules`, and of `defaults`.
inline constexpr doc::Field kRuleEntryFields[] = {
    {.name = "id", .description = "The rule.", .required = true},
    {.name = "actions",
     .form = doc::Form::kTexts,
     .description = "What happens to its findings; the strongest counts, [] switches it off.",
     .words = kActionWords},
    {.name = "params", .form = doc::Form::kTextMap, .description = "Its parameters."},
};
inline constexpr doc::Field kDefaultEntryFields[] = {
    {.name = "id", .description = "The default.", .required = true},
    {.name = "enabled",
     .form = doc::Form::kBool,
     .description = "false switches it off; true when it is left out."},
    {.name = "params", .form = doc::Form::kTextMap, .description = "Its parameters."},
};

inline constexpr doc::Field kProfileFields[] = {
    {.name = "description", .description = "What the profile is for."},
    {.name = "unlisted",
     .description = "What the rules do that the profile does not list; none = by their severity.",
     .words = kActionWords},
    kParametersField,
    kRulesField,
    kDefaultsField,
    kKnowledgeField,
};

inline constexpr doc::Field kPolicyFields[] = {
    {.name = "catalogueVersion",
     .description = "latest, or the version (\"0.1\") whose judgement an upgrade must not tighten.",
     .pattern = "^(latest|[0-9]+\\.[0-9]+)$"},
    {.name = "match",
     .form = doc::Form::kObject,
     .description = "Which requests the policy is for; none = all.",
     .fields = kMatchFields},
    {.name = "profile",
     .form = doc::Form::kNamed,
     .description = "The profile it binds: a built-in one, or a FlinkProfile of the folder.",
     .ref = "profile",
     .required = true},
    {.name = "overrides",
     .form = doc::Form::kTexts,
     .description = "Names of policies that do not hold where this one does.",
     .pattern = kNamePattern},
    {.name = "actions",
     .form = doc::Form::kTexts,
     .description = "The strongest is the most that the profile's rules may do here.",
     .words = kActionWords,
     .not_empty = true},
    {.name = "ratchet",
     .description = "Lenient (when left out): an UPDATE that keeps or lessens a violation passes "
                    "with a warning. Strict: it is denied as soon as it changes the spec.",
     .words = kRatchetWords},
    {.name = "breakGlass",
     .form = doc::Form::kObject,
     .description = "Who may pass this policy's denials in an emergency.",
     .fields = kBreakGlassFields},
    kParametersField,
    kRulesField,
    kDefaultsField,
    kKnowledgeField,
};

inline constexpr doc::Field kPolicyRefFields[] = {
    {.name = "policy", .description = "The name of a FlinkPolicy.", .required = true},
    {.name = "rules",
     .form = doc::Form::kNamed,
     .description = "Ids of the rules whose findings pass.",
     .ref = "ruleIds",
     .required = true},
};
inline constexpr doc::Field kExceptionMatchFields[] = {
    {.name = "namespaces",
     .form = doc::Form::kTexts,
     .description = "Names and patterns (* and ?) of namespaces.",
     .pattern = kNamespacePattern,
     .required = true},
    {.name = "kinds",
     .form = doc::Form::kTexts,
     .description = "Kinds of resources; none = every kind.",
     .words = kKindWords},
    {.name = "names",
     .form = doc::Form::kTexts,
     .description = "Names and patterns (* and ?) of objects; none = every object."},
};
inline constexpr doc::Field kExceptedFindingFields[] = {
    {.name = "rule", .description = "One of the rules above.", .required = true},
    {.name = "field",
     .description = "The field of the finding, as a denial names it, or a pattern (* and ?).",
     .required = true},
    {.name = "atMost", .description = "The measure of the finding may not be larger."},
    {.name = "value",
     .description = "The finding's fingerprint, as sluice baseline writes it.",
     .pattern = "^[0-9a-f]{16}$"},
};
inline constexpr std::string_view kMomentPattern =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?"
    "([Zz]|[+-][0-9]{2}:[0-9]{2})$";
inline constexpr doc::Field kExceptionFields[] = {
    {.name = "policyRefs",
     .form = doc::Form::kObjects,
     .description = "Which policies' rules are lifted; nothing else is.",
     .fields = kPolicyRefFields,
     .required = true},
    {.name = "match",
     .form = doc::Form::kObject,
     .description = "Which objects it is for.",
     .fields = kExceptionMatchFields,
     .required = true},
    {.name = "findings",
     .form = doc::Form::kObjects,
     .description = "Only these findings; none = every finding of the rules.",
     .fields = kExceptedFindingFields},
    {.name = "reason", .description = "Why. Shown to whoever profits by it.", .required = true},
    {.name = "owner", .description = "Who answers for it.", .required = true},
    {.name = "expiresAt",
     .description = "When it ends, in RFC 3339: 2026-12-31T00:00:00Z.",
     .pattern = kMomentPattern,
     .required = true},
    {.name = "ticket", .description = "Where the work on it is tracked."},
};

// A whole document. `spec` is one of the tables above.
template <std::size_t N>
constexpr std::array<doc::Field, 4> DocumentFields(const std::string_view& kind,
                                                   const doc::Field (&spec)[N]) {
  return {{{.name = "apiVersion", .words = {&kApiVersion, 1}, .required = true},
           {.name = "kind", .words = {&kind, 1}, .required = true},
           {.name = "metadata",
            .form = doc::Form::kObject,
            .fields = kMetadataFields,
            .required = true},
           {.name = "spec", .form = doc::Form::kObject, .fields = spec, .required = true}}};
}
inline constexpr std::string_view kExceptionKind = "FlinkPolicyException";
inline constexpr std::string_view kPolicyKind = "FlinkPolicy";
inline constexpr std::string_view kProfileKind = "FlinkProfile";
inline constexpr auto kExceptionDocument = DocumentFields(kExceptionKind, kExceptionFields);
inline constexpr auto kPolicyDocument = DocumentFields(kPolicyKind, kPolicyFields);
inline constexpr auto kProfileDocument = DocumentFields(kProfileKind, kProfileFields);

}  // namespace sluice::policy
