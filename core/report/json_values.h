/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json_values.h - what the JSON report and the events write alike. */
#ifndef REPORT_JSON_VALUES_H
#define REPORT_JSON_VALUES_H

#include "report/json_stream.h"

/* {"time": ..., "frame": ...}; null for no moment; frame null when only the time is known. */
void gb_json_moment(GbJson *j, const char *key, GbMoment at);
/* "file": left out when it is 0, the only capture's number. */
void gb_json_file(GbJson *j, uint32_t file);
/* An attempt's "auth"; null for NULL. */
void gb_json_auth(GbJson *j, const char *key, const GbAuthCheck *auth);
void gb_json_address(GbJson *j, const char *key, const GbAddress *address);
/* The decoded body; null for NULL or none. */
void gb_json_body(GbJson *j, const char *key, const GbBody *body);

#endif
