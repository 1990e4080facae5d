// SPDX-License-Identifier: Apache-2.0
// Whether a value is a credential in plain text: what the rules on the configuration, on variables
// and on arguments share. Pure functions, any thread; none allocates unless it says so.
#pragma once

#include <string_view>

namespace sluice::rules {

// The value stands for itself: not empty, no switch, no path, no class, no reference to a variable
// or to a store of secrets, no placeholder that somebody fills in.
bool IsLiteral(std::string_view value);

// scheme://user:password@host, unless the password is filled in from elsewhere.
bool CarriesCredentials(std::string_view text);

// A name that holds a word for secrets but says by its end that the value is none, such as
// DB_PASSWORD_FILE, --secret-name, TOKEN_TTL.
bool NamesNoSecret(std::string_view name);

// An environment variable whose name and value give away a credential.
bool HoldsCredential(std::string_view variable, std::string_view value);

}  // namespace sluice::rules
