/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - gbanalyze: from the command line to an exit code. */
int main(void) {
    return 2;
}
