"""Check samples of `rnn sample --match` by PCRE2 itself and by Python's re.

    match.py EXPRESSION <SAMPLES

The samples are ended by NUL. Python is left out for an expression that begins with (*PCRE2), which is removed. Prints the
number of samples and of different ones; fails if one does not match as a whole.
"""
import ctypes
import re
import sys

ANCHORED, ENDANCHORED, UTF, UCP = 0x80000000, 0x20000000, 0x00080000, 0x00020000


def pcre2(expression):
    """Returns a function that says whether PCRE2 matches a text as a whole."""
    lib = ctypes.CDLL("libpcre2-8.so.0")
    lib.pcre2_compile_8.restype = lib.pcre2_match_data_create_8.restype = ctypes.c_void_p
    code, at = ctypes.c_int(), ctypes.c_size_t()
    pattern = expression.encode()
    regex = lib.pcre2_compile_8(pattern, ctypes.c_size_t(len(pattern)), ctypes.c_uint32(ANCHORED | ENDANCHORED | UTF | UCP),
                                ctypes.byref(code), ctypes.byref(at), None)
    assert regex, f"{expression}: error {code.value} at byte {at.value}"
    data = lib.pcre2_match_data_create_8(ctypes.c_uint32(1), None)

    def matches(text):
        subject = text.encode()
        return lib.pcre2_match_8(ctypes.c_void_p(regex), subject, ctypes.c_size_t(len(subject)), ctypes.c_size_t(0),
                                 ctypes.c_uint32(0), ctypes.c_void_p(data), None) >= 0

    return matches


expression = sys.argv[1]
shared = not expression.startswith("(*PCRE2)")
expression = expression.removeprefix("(*PCRE2)")
by_pcre2 = pcre2(expression)
by_python = re.compile(expression).fullmatch if shared else lambda text: True
texts = sys.stdin.buffer.read().decode().split("\0")[:-1]
wrong = [text for text in texts if not by_pcre2(text) or not by_python(text)]
assert not wrong, f"{expression}: {len(wrong)} of {len(texts)} do not match, such as {wrong[0]!r}"
print(len(texts), len(set(texts)))
