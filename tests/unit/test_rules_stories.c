/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_rules_stories.c - whole exchanges and what is said of them: the words of a finding, and
 * findings that must not be there. That each rule fires at all is in test_rules.c.
 */
#include "exchange.h"
#include "rules_cases.h"

typedef struct Story {
    const char *name, *text;
    GbRule rule;
    const char *says;              /* part of the English sentence; NULL: not found at all */
} Story;

#define BYE_BYE(t) TELL(t, NOTIFY("MediaStatus", "3", "<NotifyType>121</NotifyType>"))

static const Story stories[] = {
    {"a REGISTER sent once and never answered names where it went",
     KA("0.", "1") "1 > REGISTER |@uri sip:10.0.0.2\n40 > OPTIONS\n100 end\n",
     GB_RULE_REGISTRATION_UNANSWERED, "sent once to 10.0.0.2:5060."},
    {"keepalives that stop while other messages go on",
     REG KA("60.", "1") KA("120.", "2") BYE_BYE("250.") BYE_BYE("370.") "400 end\n",
     GB_RULE_KEEPALIVE_STOPPED, "since 00:02:00 UTC: 4 of 60 s"},
    {"such a device is not lost",
     REG KA("60.", "1") KA("120.", "2") BYE_BYE("250.") BYE_BYE("370.") "400 end\n",
     GB_RULE_DEVICE_LOST, NULL},
    {"a lost device's keepalives did not stop alone", REG KA("60.", "1") KA("120.", "2") "600 end\n",
     GB_RULE_KEEPALIVE_STOPPED, NULL},
    {"a device that never sent a keepalive is lost too", REG "600 end\n", GB_RULE_DEVICE_LOST,
     "Silent since 00:00:00 UTC: 9 keepalives of 60 s"},
    {"and it is said that it never sent one", REG "600 end\n", GB_RULE_KEEPALIVE_NONE, "Registered for 600 s"},
    {"45 s granted and keepalives every 60 s",
     "0 > REGISTER |Expires: 45\n0.1 < 200 |Expires: 45\n" KA("60.", "1")
     "70 > REGISTER |Expires: 45\n70.1 < 200 |Expires: 45\n" KA("120.", "2") "125 end\n",
     GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, "45 s were granted, keepalives come every 60 s"},
    {"45 s granted and keepalives every 20 s",
     "0 > REGISTER |Expires: 45\n0.1 < 200 |Expires: 45\n" KA("10.", "1") KA("30.", "2") "40 end\n",
     GB_RULE_REGISTRATION_EXPIRES_BELOW_KEEPALIVE, NULL},
    {"a 401 without a challenge can't be met", "0 > REGISTER\n0.1 < 401 |-WWW-Authenticate\n60 end\n",
     GB_RULE_REGISTRATION_CHALLENGE_UNMET, NULL},
};

static const GbFinding *found(const Exchange *x, GbRule rule) {
    const GbDevice *const *devices;
    size_t n = gb_analysis_devices(x->analysis, &devices);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < devices[i]->n_findings; k++)
            if (devices[i]->findings[k].rule == rule) return &devices[i]->findings[k];
    const GbFinding *all;
    n = gb_analysis_findings(x->analysis, &all);
    for (size_t k = 0; k < n; k++)
        if (all[k].rule == rule) return &all[k];
    return NULL;
}

static void check_story(const Story *s) {
    char text[1024] = "";
    Exchange *x = exchange_new(s->name);
    exchange_run(x, s->text);
    const GbFinding *f = found(x, s->rule);
    if (f) gb_finding_text(f, GB_EN, text, sizeof text);
    check_true(s->name, f ? text : "no finding", s->says ? f && strstr(text, s->says) : !f);
    exchange_free(x);
}

static void findings_say_what_was_seen(void) {
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) check_story(&stories[i]);
}

/* Thirty devices come back within a minute, each of them twice, and not in order of time. */
static void a_storm_counts_each_device_once(void) {
    char text[160];
    Exchange *x = exchange_new("storm");
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 30; i++) {
            double at = (round ? 1000 : 0) + (i ^ 3) + (round == 2 ? 0.5 : 0);
            snprintf(text, sizeof text,
                     "%.1f > REGISTER |@id 340200000013200001%02d |@call c%d-%d\n%.1f < 200\n", at, i,
                     round, i, at + 0.1);
            exchange_run(x, text);
        }
    const GbFinding *f = found(x, GB_RULE_REGISTRATION_STORM);
    check_true("a storm", "found", f != NULL);
    if (f) check_text("a storm", "devices", gb_slice_from(f->args[0]), "30");
    if (f) check_text("a storm", "anew", gb_slice_from(f->args[1]), "30");
    exchange_free(x);
}

int main(void) {
    static const CheckTest tests[] = {
        {"findings say what was seen", findings_say_what_was_seen},
        {"a storm counts each device once", a_storm_counts_each_device_once},
        {NULL, NULL},
    };
    return check_main("rules_stories", tests);
}
