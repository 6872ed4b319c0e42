# page.cmake - makes one HTML file of page.html, page.css and the scripts, and writes it as C arrays.
#
#     cmake -D PAGE=src/page -D OUT=page_bytes.c -P page.cmake
#
# In page.html, @STYLE@ is replaced by page.css, @SCRIPT@ by net.js, parts/*.js and main.js, and @POLICY@ by a
# Content-Security-Policy that allows this style and this script alone, by their checksums. @DATA@ and @WEIGHTS@,
# in this order, are where `rnn page` writes what differs: they divide the file into three arrays.
cmake_minimum_required(VERSION 3.20)

# Sets `variable` to the base64 of a SHA-256 in hexadecimal: three bytes, six digits, become four characters. The
# last two bytes of 32 become three characters and a filler.
function(base64_of hex variable)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(out "")
  foreach(at RANGE 0 60 6)
    string(SUBSTRING "${hex}00" ${at} 6 digits)
    foreach(shift 18 12 6 0)
      math(EXPR value "(0x${digits} >> ${shift}) & 63")
      string(SUBSTRING ${alphabet} ${value} 1 character)
      string(APPEND out ${character})
    endforeach()
  endforeach()
  string(SUBSTRING ${out} 0 43 out)
  set(${variable} "${out}=" PARENT_SCOPE)
endfunction()

# Appends the bytes of a text to the C source as an array.
function(append_part text)
  file(WRITE ${OUT}.part "${text}")
  file(READ ${OUT}.part hex HEX)
  file(REMOVE ${OUT}.part)
  string(LENGTH "${hex}" digits)
  math(EXPR bytes "${digits} / 2")
  string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n" hex "${hex}")
  file(APPEND ${OUT}.new "\t{${bytes}, (const unsigned char[]){\n${hex}}},\n")
endfunction()

# Sets `variable` to a script or style without the blanks at the start of lines and the comments that begin a line.
function(shorten text variable)
  string(REGEX REPLACE "\n[\t ]+" "\n" text "\n${text}")
  string(REGEX REPLACE "\n/\\*([^*]|\\*+[^*/])*\\*+/" "\n" text "${text}")
  string(REGEX REPLACE "\n\n+" "\n" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

file(READ ${PAGE}/page.html html)
string(REGEX REPLACE "\n[\t ]+" "\n" html "${html}")
file(READ ${PAGE}/page.css style)
shorten("${style}" style)
file(GLOB parts ${PAGE}/parts/*.js)
list(SORT parts)
set(script "")
foreach(file ${PAGE}/net.js ${parts} ${PAGE}/main.js)
  file(READ ${file} text)
  shorten("${text}" text)
  string(APPEND script "${text}")
endforeach()

# What would end the element or change how it is read.
if("${script}" MATCHES "</[Ss][Cc][Rr]|<!--" OR "${style}" MATCHES "</[Ss][Tt][Yy]")
  message(FATAL_ERROR "the page's script or style contains </script, </style or <!--")
endif()

string(SHA256 script_hash "${script}")
string(SHA256 style_hash "${style}")
base64_of(${script_hash} script_hash)
base64_of(${style_hash} style_hash)
set(policy "default-src 'none'; script-src 'sha256-${script_hash}'; style-src 'sha256-${style_hash}'; img-src data:; base-uri 'none'; form-action 'none'")

# The places are found before anything is inserted, so that what is inserted may contain such words.
set(rest "${html}")
set(page "")
set(parts_found "")
file(WRITE ${OUT}.new "/* Made from src/page by page.cmake. */\n#include \"cmd/page_bytes.h\"\n\nconst struct page_part page_part[PAGE_PARTS] = {\n")
foreach(place POLICY STYLE DATA SCRIPT WEIGHTS)
  string(FIND "${rest}" "@${place}@" at)
  if(at LESS 0)
    message(FATAL_ERROR "${PAGE}/page.html: @${place}@ is missing, or not in the order POLICY, STYLE, DATA, SCRIPT, WEIGHTS")
  endif()
  string(SUBSTRING "${rest}" 0 ${at} before)
  string(LENGTH "@${place}@" length)
  math(EXPR after "${at} + ${length}")
  string(SUBSTRING "${rest}" ${after} -1 rest)
  string(APPEND page "${before}")
  if(place STREQUAL POLICY)
    string(APPEND page "${policy}")
  elseif(place STREQUAL STYLE)
    string(APPEND page "${style}")
  elseif(place STREQUAL SCRIPT)
    string(APPEND page "${script}")
  else()
    append_part("${page}")
    set(page "")
  endif()
endforeach()
append_part("${page}${rest}")
file(APPEND ${OUT}.new "};\n")
file(RENAME ${OUT}.new ${OUT})
