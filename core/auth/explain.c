/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "auth/table.h"

void gb_credentials_explain(GbCredentials *c, const GbAuthQuestion *q, GbAuthVerdict *v) {
    (void)c;
    (void)q;
    if (v->result == GB_AUTH_MISMATCH) v->why = GB_WHY_NOTHING_FITS;
}
