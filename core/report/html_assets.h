/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_assets.h - the files of assets/ as bytes; the C behind it is made by bundle.cmake. */
#ifndef GB28181_REPORT_HTML_ASSETS_H
#define GB28181_REPORT_HTML_ASSETS_H

#include <gb28181/slice.h>

extern const GbSlice html_asset_css, html_asset_js, html_asset_icons;

#endif
