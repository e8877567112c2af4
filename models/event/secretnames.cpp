// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/secretnames.h"

namespace eventscope {

using namespace Qt::StringLiterals;

const QString usualSecretFields =
    u"*password, *password_confirmation, *password_confirm, *password_hash, *password_digest, "
    "*passwd, *pass_phrase, *pass_code, *pwd, *secret, *token, *api_key, *access_key, "
    "*private_key, *secret_key, *signing_key, *encryption_key, *auth_key, *session_key, "
    "*master_key, *authorization, *bearer, *cookie, *credential, *credentials, *jwt, *signature, "
    "*session_id, sid, otp, *_otp, otp_code"_s;

const QString furtherSecretParameters =
    u"key, sig, *_sig, auth, *_auth, session, *_session, *_sid, ticket, *_ticket, pass, *_pass, "
    "cookie2, user_pass"_s;

} // namespace eventscope
