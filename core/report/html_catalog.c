/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * html_catalog.c - a device's catalog as the tree its ParentID elements make, with names. Devices
 * name parents that don't exist, themselves, or each other in a ring, and some give several joined
 * by '/': the last of them that exists counts; whatever hangs on no root is shown as a root of its
 * own, so that no item is lost. The tree is walked with a depth cap, each item once.
 */
#include <glib.h>

#include "report/html_parts.h"

#define MAX_DEPTH 16
#define MAX_SHOWN 2000
#define MAX_SHOWN_SHORT 60

typedef struct Tree {
    const GbDevice *device;
    GHashTable *index;              /* id -> item + 1 */
    int32_t *parent, *child, *next; /* item numbers, -1: none */
    uint8_t *shown;
    size_t left; /* how many may still be written */
} Tree;

static int32_t parent_of(const Tree *t, size_t i) {
    const char *parent = t->device->catalog[i].parent;
    if (!parent) return -1;
    const char *last = strrchr(parent, '/');
    int32_t at = GPOINTER_TO_INT(g_hash_table_lookup(t->index, last ? last + 1 : parent)) - 1;
    return at == (int32_t)i ? -1 : at;
}

static void link_items(Tree *t) {
    size_t n = t->device->n_catalog;
    for (size_t i = 0; i < n; i++) {
        if (t->device->catalog[i].id)
            g_hash_table_insert(t->index, (gpointer)t->device->catalog[i].id,
                                GINT_TO_POINTER((int)i + 1));
        t->child[i] = t->next[i] = -1;
    }
    for (size_t i = n; i-- > 0;) {
        t->parent[i] = parent_of(t, i);
        if (t->parent[i] < 0) continue;
        t->next[i] = t->child[t->parent[i]];
        t->child[t->parent[i]] = (int32_t)i;
    }
}

static void write_item(HtmlReport *h, Tree *t, size_t i, unsigned depth) {
    HtmlOut *o = &h->out;
    const GbCatalogItem *item = &t->device->catalog[i];
    if (t->shown[i] || t->left == 0) return;
    t->shown[i] = 1;
    t->left--;
    bool on = item->status && (g_ascii_strcasecmp(item->status, "ON") == 0 ||
                               g_ascii_strcasecmp(item->status, "OK") == 0);
    html_f(o, "<li><span class=\"item\"><span class=\"dot %s\"></span><b>",
           !item->status ? "off"
           : on          ? "ok"
                         : "bad");
    html_text(o, item->name ? item->name : item->id);
    html_raw(o, "</b> <code>");
    html_text(o, item->id);
    html_raw(o, "</code> ");
    if (item->status) {
        html_f(o, "<span class=\"%s\">", on ? "is-on" : "is-off");
        if (on)
            html_both(o, "online", "在线");
        else if (g_ascii_strcasecmp(item->status, "OFF") == 0)
            html_both(o, "offline", "离线");
        else
            html_text(o, item->status);
        html_raw(o, "</span> ");
    }
    html_raw(o, "<small>");
    const char *const more[] = {item->manufacturer, item->model, item->address, item->event};
    for (unsigned k = 0; k < 4; k++) {
        if (!more[k] || !more[k][0]) continue;
        html_text(o, more[k]);
        html_raw(o, " ");
    }
    html_raw(o, "</small>");
    html_frame(h, item->frame, 0);
    html_raw(o, "</span>");
    if (t->child[i] >= 0 && depth < MAX_DEPTH && t->left) {
        html_raw(o, "<ul>");
        for (int32_t c = t->child[i]; c >= 0; c = t->next[c])
            write_item(h, t, (size_t)c, depth + 1);
        html_raw(o, "</ul>");
    }
    html_raw(o, "</li>");
}

void html_catalog(HtmlReport *h, const GbDevice *d, HtmlLevel level) {
    HtmlOut *o = &h->out;
    size_t n = d->n_catalog;
    if (n == 0) return;
    Tree t = {.device = d, .left = level == HTML_LEVEL_FULL ? MAX_SHOWN : MAX_SHOWN_SHORT};
    size_t most = t.left;
    t.index = g_hash_table_new(g_str_hash, g_str_equal);
    t.parent = g_new(int32_t, n);
    t.child = g_new(int32_t, n);
    t.next = g_new(int32_t, n);
    t.shown = g_new0(uint8_t, n);
    link_items(&t);
    html_raw(o, "<h3>");
    html_both(o, "Catalog", "设备目录");
    html_f(o, " <small>%zu</small></h3><ul class=\"catalog\">", n);
    for (size_t i = 0; i < n; i++)
        if (t.parent[i] < 0) write_item(h, &t, i, 0);
    for (size_t i = 0; i < n; i++) write_item(h, &t, i, 0);
    html_raw(o, "</ul>");
    if (n > most) {
        html_f(o, "<p class=\"folded\">+%zu ", n - most);
        html_both(o, "items left out here; --detail all or --json has them",
                  "项未列出；请使用 --detail all 或 --json");
        html_raw(o, "</p>");
    }
    g_hash_table_destroy(t.index);
    g_free(t.parent);
    g_free(t.child);
    g_free(t.next);
    g_free(t.shown);
}
