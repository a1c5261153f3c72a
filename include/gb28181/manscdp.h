/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manscdp.h - MANSCDP bodies (GB/T 28181-2011/2014/2016/2022 Annex A) as a flat list of elements
 * with their meaning. Made by gb_body_read; everything here lives as long as the GbBody.
 */
#ifndef GB28181_MANSCDP_H
#define GB28181_MANSCDP_H

#include <gb28181/limits.h>
#include <gb28181/slice.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GbRoot {
    GB_ROOT_UNKNOWN,
    GB_ROOT_CONTROL,
    GB_ROOT_QUERY,
    GB_ROOT_NOTIFY,
    GB_ROOT_RESPONSE
} GbRoot;

/* CmdType of every edition (reference 3.2), and X for what isn't in it. */
#define GB_COMMANDS(X) \
    X(DEVICE_CONTROL, "DeviceControl") X(DEVICE_CONFIG, "DeviceConfig") \
    X(DEVICE_STATUS, "DeviceStatus") X(CATALOG, "Catalog") X(DEVICE_INFO, "DeviceInfo") \
    X(RECORD_INFO, "RecordInfo") X(ALARM, "Alarm") X(CONFIG_DOWNLOAD, "ConfigDownload") \
    X(PRESET_QUERY, "PresetQuery") X(MOBILE_POSITION, "MobilePosition") \
    X(HOME_POSITION_QUERY, "HomePositionQuery") \
    X(CRUISE_TRACK_LIST_QUERY, "CruiseTrackListQuery") X(CRUISE_TRACK_QUERY, "CruiseTrackQuery") \
    X(PTZ_POSITION, "PTZPosition") X(SD_CARD_STATUS, "SDCardStatus") X(KEEPALIVE, "Keepalive") \
    X(MEDIA_STATUS, "MediaStatus") X(BROADCAST, "Broadcast") \
    X(UPLOAD_SNAPSHOT_FINISHED, "UploadSnapShotFinished") \
    X(VIDEO_UPLOAD_NOTIFY, "VideoUploadNotify") X(DEVICE_UPGRADE_RESULT, "DeviceUpgradeResult")

typedef enum GbCommand {
    GB_CMD_UNKNOWN,
#define X(id, name) GB_CMD_##id,
    GB_COMMANDS(X)
#undef X
        GB_N_COMMANDS
} GbCommand;

typedef enum GbManscdpQuirk {
    GB_MANSCDP_NOT_WELL_FORMED = 1 << 0, /* read by recovery; error_line and error_column say where */
    GB_MANSCDP_UNKNOWN_ROOT = 1 << 1,
    GB_MANSCDP_UNKNOWN_COMMAND = 1 << 2,
    GB_MANSCDP_NOT_UNDER_ROOT = 1 << 3,  /* a CmdType that no edition has under this root */
    GB_MANSCDP_NO_CMD_TYPE = 1 << 4,
    GB_MANSCDP_NO_SN = 1 << 5,
    GB_MANSCDP_BAD_SN = 1 << 6,          /* not an integer >= 1 */
    GB_MANSCDP_NO_DEVICE_ID = 1 << 7,    /* Broadcast: SourceID or TargetID */
    GB_MANSCDP_COMMAND_CASE = 1 << 8,    /* CmdType in other letters' case than the standard's */
    GB_MANSCDP_COMMAND_TYPO = 1 << 9,    /* a typo that an edition carries: PersetQuery */
    GB_MANSCDP_VENDOR_COMMAND = 1 << 10, /* known from the field, in no edition */
    GB_MANSCDP_NO_DECLARATION = 1 << 11, /* no <?xml ...?> */
    GB_MANSCDP_DOCTYPE = 1 << 12,        /* a DTD: not read */
    GB_MANSCDP_TOO_DEEP = 1 << 13,
    GB_MANSCDP_TOO_MANY = 1 << 14,       /* elements over the cap: left out */
    GB_MANSCDP_NUM_DIFFERS = 1 << 15,    /* list's Num is not the number of items in it */
    GB_MANSCDP_NAMESPACE = 1 << 16,
    GB_MANSCDP_ATTRIBUTE_COMMAND = 1 << 17, /* CmdType or SN as attribute of the root */
    GB_MANSCDP_INFO_TWICE = 1 << 18,     /* Info as a block and as text in one message */
    GB_MANSCDP_ATTRIBUTES = 1 << 19      /* attributes over the cap: left out */
} GbManscdpQuirk;

typedef enum GbElementQuirk {
    GB_ELEMENT_UNKNOWN = 1 << 0,    /* not in the table for its parent */
    GB_ELEMENT_CASE = 1 << 1,       /* other letters' case than the standard's */
    GB_ELEMENT_BAD_VALUE = 1 << 2,  /* outside its enumeration or range */
    GB_ELEMENT_BAD_TYPE = 1 << 3,   /* not of its type (number, date, ID) */
    GB_ELEMENT_EMPTY = 1 << 4,
    GB_ELEMENT_BLANKS = 1 << 5,     /* blanks around the value; they are trimmed */
    GB_ELEMENT_TYPO = 1 << 6,       /* a typo that an edition carries (IFameCmd, Alarmstatus) */
    GB_ELEMENT_SECRET = 1 << 7      /* a password in clear: value is "***" in every output */
} GbElementQuirk;

/* Editions, as bits. */
typedef enum GbEdition {
    GB_ED_2011 = 1, GB_ED_2014 = 2, GB_ED_2016 = 4, GB_ED_2022 = 8, GB_ED_ALL = 15
} GbEdition;

typedef enum GbValueType {
    GB_VALUE_BLOCK,   /* has children */
    GB_VALUE_STRING, GB_VALUE_INT, GB_VALUE_DOUBLE, GB_VALUE_DATETIME, GB_VALUE_ID, GB_VALUE_ENUM,
    GB_VALUE_LIST,    /* values joined by '/' */
    GB_VALUE_PTZ
} GbValueType;

/* One row of the tables: an element of the standard. Lives forever. */
typedef struct GbElementType {
    const char *name;            /* as the standard spells it */
    GbValueType type;
    unsigned editions;           /* GbEdition bits */
    const char *title[GB_N_LANGS];
} GbElementType;

typedef struct GbElement {
    GbSlice name;       /* as sent, UTF-8 */
    GbSlice value;      /* text, trimmed, UTF-8; absent for a block; secrets are masked */
    uint32_t offset;    /* of the element in the body's UTF-8 text */
    uint32_t length;    /* to the end of its end tag; 0 when not known */
    uint32_t parent;    /* index; the root's is its own */
    uint16_t depth;     /* the root is 0 */
    uint16_t quirks;    /* GbElementQuirk bits */
    bool is_attribute;  /* Num="2": an element of its own, one deeper */
    bool has_children;  /* elements; attributes are not counted */
    bool same;          /* `like` has the same bytes: of elements without children only */
    uint32_t like;      /* the element of a list's entry before this one's that has its name and
                         * its place; 0: none, or not looked for */
    const GbElementType *type; /* NULL when unknown */
} GbElement;

typedef struct GbManscdp {
    GbRoot root;
    GbSlice root_name;
    GbCommand command;
    GbSlice cmd_type;   /* as sent */
    bool has_sn;
    uint64_t sn;
    GbSlice sn_text;
    GbSlice device_id;  /* Broadcast: TargetID */
    GbSlice source_id;  /* Broadcast */
    bool has_sum_num, has_num;
    uint64_t sum_num;   /* SumNum */
    uint64_t num;       /* the list's Num */
    uint64_t n_items;   /* Items there are */
    GbSlice encoding;   /* of the XML declaration, absent p == NULL */
    const GbElement *elements; /* document order; elements[0] is the root */
    size_t n_elements;
    uint32_t quirks;    /* GbManscdpQuirk bits */
    unsigned error_line, error_column; /* 1-based, in the UTF-8 text; 0 when well-formed */
    char error[96];     /* what the XML parser says, one line; "" when well-formed */
} GbManscdp;

GB_API const char *gb_root_name(GbRoot r);       /* "Notify"; "?" */
GB_API const char *gb_command_name(GbCommand c); /* "Keepalive"; "?" */
GB_API const char *gb_command_title(GbCommand c, GbLang lang); /* "keepalive" / "心跳" */
/* Editions in which this CmdType stands under this root; 0 when in none. */
GB_API unsigned gb_command_editions(GbRoot r, GbCommand c);

/* First child of elements[parent] of that name (any case), -1 when there is none. */
GB_API long gb_manscdp_find(const GbManscdp *m, size_t parent, const char *name);
/* Its value; p == NULL when there is none. */
GB_API GbSlice gb_manscdp_value(const GbManscdp *m, size_t parent, const char *name);
/* The same for n names in one walk: found[k] is where names[k] stands, or -1. Quick when the names
 * come in the order of the schema. */
GB_API void gb_manscdp_find_all(const GbManscdp *m, size_t parent, const GbSlice *names, size_t n,
                                long *found);
/* For the entry `parent` of a list, when `before` is another whose found[] is at hand: true, and
 * found[] is moved to `parent`, where both have the same children in the same places. */
GB_API bool gb_manscdp_find_like(const GbManscdp *m, size_t before, size_t parent, size_t n,
                                 long *found);
/* The next element after i that is a child of `parent`; -1 at the end. i = parent to begin. */
GB_API long gb_manscdp_next_child(const GbManscdp *m, size_t parent, size_t i);

/* What a value means, "" when there is nothing to add ("2" of AlarmMethod: "device alarm";
 * PTZCmd: the words). Returns the length. */
GB_API size_t gb_manscdp_meaning(const GbManscdp *m, const GbElement *e, GbLang lang,
                                 char *out, size_t n);
/* One line for tables: "Keepalive SN 104", "Catalog 2 of 3 items". */
GB_API size_t gb_manscdp_summary(const GbManscdp *m, GbLang lang, char *out, size_t n);

#ifdef __cplusplus
}
#endif
#endif
