# SPDX-License-Identifier: GPL-2.0-or-later
# A copy of limits.h (IN, to OUT) in which the caps of what there may be many of are small.
file(READ ${IN} text)
foreach(small
        "GB_MAX_INTERFACES 64u" "GB_MAX_FRAGMENT_DATAGRAMS 32" "GB_MAX_FRAGMENT_BYTES (1u << 18)"
        "GB_MAX_STREAMS 64" "GB_MAX_STREAM_CANDIDATES 32" "GB_MAX_STREAM_PENDING (1u << 15)"
        "GB_MAX_STREAMS_PENDING (1u << 17)" "GB_MAX_MESSAGE (1u << 18)" "GB_MAX_XML_ELEMENTS 1000u"
        "GB_MAX_MEMORY (8ull << 20)" "GB_MAX_STRINGS (1u << 12)" "GB_MAX_DEVICES 64u" "GB_MAX_SERVERS 32"
        "GB_MAX_TRANSACTIONS 512u" "GB_MIN_CHALLENGES 64u" "GB_MAX_CHALLENGES 512u" "GB_MAX_DIALOGS 512u"
        "GB_MAX_QUERIES 512u" "GB_MAX_PLATFORMS 8" "GB_MAX_EXCHANGES_ALL 256u" "GB_MAX_CATALOG_ITEMS 50" "GB_MAX_CATALOG_ITEMS_ALL 120"
        "GB_MAX_LADDER_BYTES (1u << 18)" "GB_MAX_CREDENTIALS_FILE (1u << 20)" "GB_MAX_ALSO_TRY 1000"
        "GB_MAX_CREDENTIALS_ROWS 2000u" "GB_MAX_EXPLAIN_DIGESTS 500u")
    string(REGEX MATCH "^[A-Z_]+" name "${small}")
    string(REGEX REPLACE "#define ${name} [^\n]*" "#define ${small}" changed "${text}")
    if(changed STREQUAL text)
        message(FATAL_ERROR "limits.h has no ${name}")
    endif()
    set(text "${changed}")
endforeach()
file(WRITE ${OUT} "${text}")
