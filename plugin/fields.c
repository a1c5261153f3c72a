/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.c - registers the protocol's fields and one expert info per rule and per result of an
 * authentication.
 *
 * Both come from tables (fields.h, the core's rules.def), so that a field or a rule is added in
 * one place. A rule's expert info is `gb28181.finding.` + the rule's id; its severity is the
 * rule's, its group follows from the id's family.
 */
#include "fields.h"

int gb_proto = -1;
int gb_hf[GB_N_FIELDS];
int gb_ett[GB_N_SUBTREES];
int gb_lang_choice = GB_LANG_AUTO;

static expert_field experts[GB_N_RULES], auth_experts[GB_N_AUTH_RESULTS];

/* Asked once: the answer costs more than a whole message. */
GbLang gb_locale_lang(void) {
    static int known = -1;
    if (known < 0) {
        const char *const *names = g_get_language_names();
        known = names[0] && strncmp(names[0], "zh", 2) == 0 ? GB_ZH : GB_EN;
    }
    return (GbLang)known;
}

GbLang gb_lang(void) {
    if (gb_lang_choice == GB_LANG_AUTO) return gb_locale_lang();
    return gb_lang_choice == GB_LANG_ZH ? GB_ZH : GB_EN;
}

expert_field *gb_rule_expert(GbRule rule) {
    return &experts[(unsigned)rule < GB_N_RULES ? rule : GB_RULE_NONE];
}

expert_field *gb_auth_expert(GbAuthResult result) {
    return &auth_experts[(unsigned)result < GB_N_AUTH_RESULTS ? result : GB_AUTH_NONE];
}

static int severity_of(GbSeverity severity) {
    return severity == GB_SEVERITY_ERROR     ? PI_ERROR
           : severity == GB_SEVERITY_WARNING ? PI_WARN
                                             : PI_NOTE;
}

static int group_of(const char *rule) {
    static const struct {
        const char *family;
        int group;
    } groups[] = {{"auth.", PI_SECURITY}, {"registration.", PI_SEQUENCE},
                  {"keepalive.", PI_SEQUENCE}, {"catalog.", PI_SEQUENCE},
                  {"control.", PI_RESPONSE_CODE}, {"sip.", PI_PROTOCOL},
                  {"capture.", PI_UNDECODED}};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (g_str_has_prefix(rule, groups[i].family)) return groups[i].group;
    return PI_PROTOCOL;
}

/* How an Authorization stands; the findings about it say more, and come later. */
static const struct {
    int severity;
    const char *title[GB_N_LANGS];
} results[GB_N_AUTH_RESULTS] = {
    [GB_AUTH_NONE] = {PI_CHAT, {"No authentication", "无鉴权信息"}},
    [GB_AUTH_VERIFIED] = {PI_CHAT, {"The password fits", "密码正确"}},
    [GB_AUTH_MISMATCH] = {PI_WARN, {"The password does not fit", "密码不符"}},
    [GB_AUTH_NO_PASSWORD] = {PI_CHAT, {"No password is known for it", "没有可用的密码"}},
    [GB_AUTH_UNSUPPORTED] = {PI_NOTE, {"Cannot be checked", "无法校验"}},
    [GB_AUTH_INCOMPLETE] = {PI_WARN, {"Incomplete credentials", "鉴权信息不完整"}},
};

const char *gb_auth_title(GbAuthResult result) {
    return results[result].title[gb_lang()];
}

static void register_auth_experts(expert_module_t *module) {
    static ei_register_info infos[GB_N_AUTH_RESULTS];
    for (unsigned r = 0; r < GB_N_AUTH_RESULTS; r++) {
        auth_experts[r] = (expert_field)EI_INIT;
        infos[r] = (ei_register_info){
            &auth_experts[r],
            {g_strconcat("gb28181.auth.", gb_auth_result_name((GbAuthResult)r), NULL), PI_SECURITY,
             results[r].severity, results[r].title[gb_locale_lang()], EXPFILL}};
    }
    expert_register_field_array(module, infos, GB_N_AUTH_RESULTS);
}

static void register_experts(void) {
    static ei_register_info infos[GB_N_RULES - 1];
    GbLang lang = gb_locale_lang();
    for (unsigned r = 1; r < GB_N_RULES; r++) {
        const GbRuleInfo *rule = gb_rule_info((GbRule)r);
        experts[r] = (expert_field)EI_INIT;
        infos[r - 1] = (ei_register_info){
            &experts[r],
            {g_strconcat("gb28181.finding.", rule->id, NULL), group_of(rule->id),
             severity_of(rule->severity), rule->title[lang], EXPFILL}};
    }
    expert_module_t *module = expert_register_protocol(gb_proto);
    expert_register_field_array(module, infos, GB_N_RULES - 1);
    register_auth_experts(module);
}

void gb_register_fields(void) {
    static hf_register_info fields[] = {
#define X(id, filter, type, display, strings, en, zh) \
    {&gb_hf[GB_F_##id], {en, "gb28181." filter, type, display, strings, 0, NULL, HFILL}},
        GB_FIELDS(X)
#undef X
    };
    static const char *const chinese[] = {
#define X(id, filter, type, display, strings, en, zh) zh,
        GB_FIELDS(X)
#undef X
    };
    static int *subtrees[GB_N_SUBTREES];
    for (unsigned f = 0; f < GB_N_FIELDS; f++) {
        gb_hf[f] = -1;
        if (gb_locale_lang() == GB_ZH) fields[f].hfinfo.name = chinese[f];
    }
    for (unsigned t = 0; t < GB_N_SUBTREES; t++) {
        gb_ett[t] = -1;
        subtrees[t] = &gb_ett[t];
    }
    proto_register_field_array(gb_proto, fields, GB_N_FIELDS);
    proto_register_subtree_array(subtrees, GB_N_SUBTREES);
    register_experts();
}
