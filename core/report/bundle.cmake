# SPDX-License-Identifier: GPL-2.0-or-later
# Run with cmake -P: makes one C file of the report's assets. JavaScript modules are joined in the
# order given, their imports dropped and their exports made plain; the browser gets one script.
# CSS and scripts lose their comment lines and their indentation (no literal spans lines here).
#   -DOUT=file.c -DCSS=file.css;... -DJS=file.mjs;... -DSVG=file.svg
function(read_joined out)
    set(all "")
    foreach(path ${ARGN})
        file(READ ${path} text)
        string(APPEND all "${text}\n")
    endforeach()
    set(${out} "${all}" PARENT_SCOPE)
endfunction()

function(write_array name text)
    string(HEX "${text}" hex)
    string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
    file(APPEND ${OUT}.part "static const unsigned char ${name}_bytes[] = {\n${hex}\n};\n"
         "const GbSlice ${name} = {(const char *)${name}_bytes, sizeof ${name}_bytes};\n\n")
endfunction()

file(WRITE ${OUT}.part "/* Made by core/report/bundle.cmake of core/report/assets. */\n"
     "#include \"report/html_assets.h\"\n\n")

read_joined(css ${CSS})
string(REGEX REPLACE "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/" "" css "${css}")
string(REGEX REPLACE "\n[ \t\n]*" "\n" css "${css}")
write_array(html_asset_css "${css}")

read_joined(js ${JS})
string(REGEX REPLACE "\nimport [^\n]*" "" js "\n${js}")
string(REGEX REPLACE "\nexport " "\n" js "${js}")
string(REGEX REPLACE "\n[ \t]*//[^\n]*" "" js "${js}")
string(REGEX REPLACE "\n[ \t\n]*" "\n" js "${js}")
write_array(html_asset_js "'use strict';(()=>{${js}})();\n")

read_joined(svg ${SVG})
string(REGEX REPLACE "<!--[^>]*-->" "" svg "${svg}")
string(REGEX REPLACE "\n[ \t\n]*" "" svg "${svg}")
write_array(html_asset_icons "${svg}")
file(RENAME ${OUT}.part ${OUT})
