/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_report.h - the HTML report of the open capture: `-z gb28181,report,FILE`, Tools > GB28181. */
#ifndef PLUGIN_HTML_REPORT_H
#define PLUGIN_HTML_REPORT_H

void gb_register_html_report(void);
void gb_handoff_html_report(void);

#endif
