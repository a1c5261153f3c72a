/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trials.c - one response against every password that is known.
 *
 * The rows around the device's own come first: a table that slipped by a line is the likely mistake.
 * Then each different password of the table, then the candidates of --also-try, in one list. A
 * password that explained one device is moved to the front for the next: who sets up a site gives
 * the same wrong one to many. HA2 is computed once. Many trials are shared out to the processors;
 * the first of the list that fits is the answer, however they are.
 */
#include <glib.h>
#include <stdio.h>

#include "auth/explain.h"

enum {
    NEIGHBOURS = 8,   /* rows before and behind the device's own; they cost nothing of the budget */
    FEW_TRIALS = 512, /* not worth a thread */
    MAX_THREADS = 16
};

typedef struct Trials {
    GbSearch *s;
    char ha2[GB_DIGEST_HEX];
    gint first; /* the least that fits, as far as is known; atomic */
} Trials;

typedef struct Part { /* one thread's share of them */
    Trials *all;
    gint from, to;
} Part;

static bool fits(const Trials *t, GbHasher *h, const GbRow *row) {
    const GbSearch *s = t->s;
    char ha1[GB_DIGEST_HEX], response[GB_DIGEST_HEX];
    bool fits = gb_search_row_ha1(s, h, row, ha1) &&
                gb_digest_join(h, s->a, gb_slice(ha1, s->ha1.n), gb_slice(t->ha2, s->ha1.n), response) &&
                gb_slice_is_case(s->a->response, response);
    gb_hash_wipe(ha1, sizeof ha1);
    return fits;
}

/* The list: passwords of the table, then candidates. */
static bool trial_fits(const Trials *t, GbHasher *h, size_t i) {
    const GbCredentials *c = t->s->c;
    if (i < c->n_passwords) return fits(t, h, &c->rows[c->passwords[i]]);
    GbRow candidate = {.password = c->also_try[i - c->n_passwords].password};
    return fits(t, h, &candidate);
}

static void *try_part(void *data) {
    const Part *p = data;
    Trials *t = p->all;
    GbHasher *h = gb_hasher_new(t->s->a->algorithm);
    for (gint i = p->from, first; i < p->to && i < (first = g_atomic_int_get(&t->first)); i++) {
        if (!trial_fits(t, h, (size_t)i)) continue;
        while (i < first && !g_atomic_int_compare_and_exchange(&t->first, first, i))
            first = g_atomic_int_get(&t->first);
        break;
    }
    gb_hasher_free(h);
    return NULL;
}

/* The first of `n` trials that fits; n: none does. */
static size_t try_all(Trials *t, gint n) {
    Part parts[MAX_THREADS];
    GThread *threads[MAX_THREADS] = {NULL};
    gint n_parts = CLAMP(n / FEW_TRIALS, 1, (gint)MIN(g_get_num_processors(), MAX_THREADS));
    t->first = n;
    for (gint i = 0; i < n_parts; i++) {
        parts[i] = (Part){t, (gint)((gint64)n * i / n_parts), (gint)((gint64)n * (i + 1) / n_parts)};
        if (i) threads[i] = g_thread_try_new("gb-trials", try_part, &parts[i], NULL);
    }
    for (gint i = 0; i < n_parts; i++) {
        if (threads[i]) g_thread_join(threads[i]);
        else try_part(&parts[i]);
    }
    return (size_t)t->first;
}

static bool is_row(GbSearch *s, const GbRow *row) {
    s->v->why_device = row->id.p;
    return gb_search_found(s, GB_WHY_OTHER_DEVICE, row->id);
}

static bool search_neighbours(const Trials *t) {
    GbSearch *s = t->s;
    size_t from = s->row < NEIGHBOURS ? 0 : s->row - NEIGHBOURS, to = (size_t)s->row + NEIGHBOURS;
    for (size_t i = from; i <= to && i < s->c->n_rows; i++)
        if (i != s->row && fits(t, NULL, &s->c->rows[i])) return is_row(s, &s->c->rows[i]);
    return false;
}

static bool take_password(GbSearch *s, size_t i) {
    uint32_t *list = s->c->passwords, found = list[i];
    memmove(list + 1, list, i * sizeof found);
    list[0] = found;
    return is_row(s, &s->c->rows[found]);
}

static bool take_candidate(GbSearch *s, size_t i) {
    GbCandidate *list = s->c->also_try, found = list[i];
    char line[16];
    memmove(list + 1, list, i * sizeof found);
    list[0] = found;
    s->v->why_line = found.line;
    snprintf(line, sizeof line, "%u", found.line);
    return gb_search_found(s, GB_WHY_ALSO_TRY, gb_slice_from(line));
}

bool gb_search_everything(GbSearch *s) {
    Trials t = {.s = s};
    GbCredentials *c = s->c;
    if (!gb_digest_ha2(s->a, s->q->method, s->q->body, t.ha2)) return false;
    if (s->row != GB_NO_ROW && search_neighbours(&t)) return true;
    gb_table_list_passwords(c);
    size_t all = c->n_passwords + c->n_also_try, n = MIN(all, c->digests_left);
    size_t found = try_all(&t, (gint)n);
    c->digests_left -= (uint32_t)MIN(found + 1, n);
    s->v->why_partial = found == n && n < all;
    if (found == n) return false;
    return found < c->n_passwords ? take_password(s, found) : take_candidate(s, found - c->n_passwords);
}
