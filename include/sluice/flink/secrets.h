// SPDX-License-Identifier: Apache-2.0
// The one table of words by which a name gives away that its value is a secret, and what must not
// be shown of a value. Everything that prints a user's text asks here. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "sluice/flink/version.h"

namespace sluice::flink {

// GlobalConfiguration.isSensitive: Flink of this version hides the value of the key. For what Flink
// itself does; to decide what is printed, ask NamesSecret.
bool IsSensitiveKey(std::string_view key, FlinkVersion version);

// Some word of the table, of any Flink version or our own, stands in `text`: a key, the name of an
// environment variable, an argument, a line of a file. "access-key" is also found as access.key,
// access_key and accessKey. Does not allocate.
bool NamesSecret(std::string_view text);

// `value` without what it may carry in secret: what follows `password=` and alike, the credentials
// before the `@` of a URI, and its query.
std::string Redacted(std::string_view value);

}  // namespace sluice::flink
