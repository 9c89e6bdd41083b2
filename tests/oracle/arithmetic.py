# SPDX-License-Identifier: MIT
"""Asks a program that calls the arithmetic headers, and compares its answers with exact ones.

What is right is computed here from what a word means, with integers, fractions and decimals of 50 digits, never with
the headers' own formulas. Bounds are those that the headers' comments state. usage: arithmetic.py PROGRAM
"""
import decimal
import math
import random
import struct
import subprocess
import sys
import time
from decimal import Decimal
from fractions import Fraction

SEED = 20260117
SHOWN = 3  # mismatches of a property

U = {"d": Fraction(1, 2**53), "f": Fraction(1, 2**24)}
AREAS_PER_HOUR = 7_200_000
LONGEST_STEP = 1_800_000  # ms
MOST_POWER = 2**41 - 1
INT64 = range(-2**63, 2**63)

PROPERTIES = []


class Property:
    """Questions, and for each what is right or who judges it."""

    def __init__(self, name, function):
        self.name, self.function = name, function
        self.cases = []
        self.notes = []
        self.random = random.Random(f"{SEED} {name}")

    def expect(self, question, right):
        """Exactly this answer."""
        self.cases.append(((question,), right))

    def judge(self, *questions, by):
        """`by` is given the answers and gives what is wrong with them, or None."""
        self.cases.append((questions, by))

    def note(self, text):
        self.notes.append(text)


def about(name):
    def add(function):
        PROPERTIES.append(Property(name, function))
        return function
    return add


# ---- numbers ---------------------------------------------------------------------------------------------------------


def size(r, bits):
    """Of any magnitude up to 2^bits - 1."""
    return r.getrandbits(r.randint(1, bits)) if r.random() < 0.97 else r.choice((0, 1, 2**bits - 1))


def signed(r, bits):
    return size(r, bits) * r.choice((-1, 1))


def real(r, least=-30, most=40):
    """A double of any size between these powers of two."""
    return r.choice((-1, 1)) * math.ldexp(r.random() + 0.5, r.randint(least, most))


def single(value):
    """The nearest float."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def half_away(value):
    rounded = math.floor(abs(value) + Fraction(1, 2))
    return -rounded if value < 0 else rounded


ROUNDINGS = half_away, round, math.trunc  # in the order of scaling::rounding; round() of a fraction is half to even


def nearest_root(value):
    """Of a fraction: the largest n with n - 1/2 at most the root."""
    return (math.isqrt(math.floor(4 * Fraction(value))) + 1) // 2


def words(*values):
    return " ".join(v.hex() if isinstance(v, float) else str(int(v)) for v in values)


def numbers(said):
    """What was said, exactly; numbers of floating point are in hexadecimal."""
    return [Fraction(float.fromhex(one)) if "p" in one else int(one) for one in said.split()]


def is_finite(said):
    return "inf" not in said and "nan" not in said


def scientific(value):
    return f"{float(value):.1e}"


# ---- integers --------------------------------------------------------------------------------------------------------

EDGES = sorted({max(0, 2**bits + add) for bits in (0, 1, 31, 32, 33, 62, 63) for add in (-2, -1, 0, 1, 2)} |
               {2**64 - 2, 2**64 - 1})


def wide(value):
    return words(*divmod(value, 2**64))


@about("integers: product, sum and difference of 128 bits")
def _(p):
    r = p.random
    pairs = [(a, b) for a in EDGES for b in EDGES] + [(size(r, 64), size(r, 64)) for _ in range(3000)]
    for a, b in pairs:
        p.expect(f"product {a} {b}", wide(a * b))
    for _ in range(2000):
        a, b = size(r, 128), size(r, 128)
        if a + b < 2**128:
            p.expect(f"sum {wide(a)} {wide(b)}", wide(a + b))
        p.expect(f"difference {wide(max(a, b))} {wide(min(a, b))}", wide(abs(a - b)))


@about("integers: divide, multiply_divide, divide_nearest, magnitude")
def _(p):
    r = p.random
    dividers = [(n, d) for d in EDGES if d for n in (0, 1, d - 1, d, d * 2**64 - 1, d * (2**64 - 1), d * 2**63)]
    for _ in range(3000):
        d = size(r, 64) or 1
        dividers.append((r.randrange(d << r.randint(0, 64)), d))
    for n, d in dividers:
        if n < d * 2**64:
            p.expect(f"divide {wide(n)} {d}", words(*divmod(n, d)))
    products = [(a, b, c) for a in EDGES for b in EDGES for c in (1, 2, 3, 10, 2**32, 2**63 - 1, 2**63, 2**64 - 1)]
    products += [(size(r, 64), size(r, 64), size(r, 64) or 1) for _ in range(5000)]
    products += [(2 * size(r, 40) + 1, size(r, 40), 2 * (size(r, 20) or 1)) for _ in range(1000)]  # with halves
    for a, b, c in products:
        if (2 * a * b + c) // (2 * c) < 2**63:
            p.expect(f"multiply_divide {a} {b} {c}", words(math.floor(Fraction(a * b, c) + Fraction(1, 2))))
    for _ in range(3000):
        n, d = signed(r, 63), (size(r, 63) or 1) if r.random() < 0.5 else 2 * (size(r, 20) or 1)
        p.expect(f"divide_nearest {n} {d}", words(half_away(Fraction(n, d))))
    for n in (-2**63, -2**63 + 1, -3, -2, -1, 0, 1, 2, 3, 2**63 - 1):
        for d in (2, 3, 4, 2**62, 2**63 - 1):
            p.expect(f"divide_nearest {n} {d}", words(half_away(Fraction(n, d))))
        p.expect(f"magnitude {n}", words(abs(n)))


@about("integers: square_root, nearest_root, hypotenuse")
def _(p):
    r = p.random
    values = [size(r, 128) for _ in range(3000)] + list(range(300)) + [2**128 - 1]
    for root in EDGES + [size(r, 64) for _ in range(500)]:
        values += [root * root + add for add in (-1, 0, 1, root - 1, root, root + 1, 2 * root)]
    for n in values:
        if 0 <= n < 2**128:
            p.expect(f"square_root {wide(n)}", words(math.isqrt(n)))
            if n <= (2**64 - 1) * 2**64:  # else the nearest is 2^64
                p.expect(f"nearest_root {wide(n)}", words(nearest_root(n)))
    sides = [(a, b) for a in EDGES for b in EDGES if max(a, b) < 2**63]
    sides += [(size(r, 63), size(r, 63)) for _ in range(2000)] + [(3 * n, 4 * n) for n in (1, 10**6, 2**60)]
    for a, b in sides:
        p.expect(f"integer_hypotenuse {a} {b}", words(nearest_root(a * a + b * b)))
        if nearest_root(a * a + b * b) < 2**63:
            p.expect(f"hypotenuse i {-a} {b}", words(nearest_root(a * a + b * b)))


# ---- elementary ------------------------------------------------------------------------------------------------------


def ulp(kind, value):
    if kind == "d":
        return Fraction(math.ulp(value))
    return max(Fraction(2) ** (math.frexp(value)[1] - 24), Fraction(1, 2**149))


def root_within(kind, ulps, square):
    """Judges a root: within so many units in the last place of the root of `square`."""
    def by(said):
        value = float.fromhex(said)
        slack = ulps * ulp(kind, value)
        exact = Fraction(value)
        if not max(0, exact - slack) ** 2 <= square <= (exact + slack) ** 2:
            return f"the root of {scientific(square)}"
    return by


@about("elementary: square_root within 1 ulp, double and float")
def _(p):
    r = p.random
    doubles = [math.ldexp(r.random() + 0.5, r.randint(-1073, 1023)) for _ in range(4000)]
    doubles += [math.nextafter(float(n * n), to) for n in range(1, 200) for to in (0, n * n, math.inf)]
    doubles += [5e-324, 1e-323, 2.2250738585072014e-308, math.nextafter(2.2250738585072014e-308, 0), 2.0**-1000,
                math.nextafter(2.0**-1000, 0), 1.7976931348623157e308, 1.0, math.nextafter(1.0, 0)]
    for value in doubles:
        p.judge(f"float_root d {value.hex()}", by=root_within("d", 1, Fraction(value)))
    floats = [single(math.ldexp(r.random() + 0.5, r.randint(-148, 127))) for _ in range(2000)]
    for value in floats + [2.0**-149, 2.0**-126, 3.4028234663852886e38]:
        p.judge(f"float_root f {value.hex()}", by=root_within("f", 1, Fraction(value)))
    for kind in "df":
        p.expect(f"float_root {kind} 0x0p+0", "0x0p+0")
        p.expect(f"float_root {kind} inf", "inf")
        for value in "nan", "-0x1p-10", "-inf":
            p.judge(f"float_root {kind} {value}", by=lambda said: None if "nan" in said else "nan")


def pi():
    """Machin: 16 arctan 1/5 - 4 arctan 1/239, as a Decimal."""
    def arctan(one_over):
        total = term = Decimal(1) / one_over
        for n in range(3, 200, 2):
            term /= -one_over * one_over
            total += term / n
        return total
    return 16 * arctan(5) - 4 * arctan(239)


def sine_and_cosine(angle):
    with decimal.localcontext() as context:
        context.prec = 66  # 1e9 radians take ten digits
        rest = Decimal(angle).remainder_near(2 * PI) / 4
        square = -rest * rest
        sine = term = rest
        for n in range(2, 50, 2):
            term *= square / (n * (n + 1))
            sine += term
        cosine = (1 - sine * sine).sqrt()  # of less than pi/4
        for _ in range(2):
            sine, cosine = 2 * sine * cosine, cosine * cosine - sine * sine
        return sine, cosine


with decimal.localcontext() as precise:
    precise.prec = 80
    PI = pi()


@about("elementary: circle within 2e-16, and 2e-16 of an angle above 1000; polar")
def _(p):
    r = p.random
    angles = [0.0, -0.0, 1000.0, -1000.0, 999_999_999.0] + [n * math.pi / 12 for n in range(-48, 49)]
    angles += [r.uniform(-7, 7) for _ in range(3000)] + [r.uniform(-1000, 1000) for _ in range(3000)]
    angles += [real(r, -60, 9) for _ in range(1000)] + [r.choice((-1, 1)) * 10 ** r.uniform(3, 9) for _ in range(1000)]
    for _ in range(1000):  # around the turns of a quarter, and where one is told from the next
        turn = r.randint(-1270, 1270) * math.pi / 4
        angles.append(turn + r.choice((0, real(r, -60, -20))))
    worst = [Decimal(0)]

    def judge(angle):
        right = sine_and_cosine(angle)
        bound = Decimal("2e-16") * max(1, Decimal(abs(angle)) if abs(angle) > 1000 else 1)

        def by(said):
            off = max(abs(Decimal(float.fromhex(one)) - exact) for one, exact in zip(said.split(), right))
            worst[0] = max(worst[0], off / bound)
            if off > bound:
                return f"{right[0]:.20f} {right[1]:.20f}, off by {off:.3e}"
        return by

    for angle in angles:
        if abs(angle) < 1e9:
            p.judge(f"circle {angle.hex()}", by=judge(angle))
    p.note(lambda: f"worst {worst[0]:.2f} of the bound")
    for _ in range(300):
        length, angle = abs(real(r, -20, 40)), r.uniform(-10, 10)
        right = [float(part) * length for part in reversed(sine_and_cosine(angle))]

        def by(said, length=length, right=right):
            if any(abs(float.fromhex(one) - exact) > 5e-16 * length for one, exact in zip(said.split(), right)):
                return words(*right)
        p.judge(f"polar {words(length, angle)}", by=by)


# ---- scaling ---------------------------------------------------------------------------------------------------------

RANGES = (0, 32767), (-32767, 32767), (0, 2**32 - 1), (-2**31 + 1, 2**31 - 1), (-2**63, 2**63 - 1)


def ten_to(exponent):
    return Fraction(10) ** exponent


def some_decimals(r, count):
    """Digits with their power of ten, and a power to round to: anything, and around halves."""
    for _ in range(count):
        yield signed(r, 64), r.randint(-20, 20), r.randint(-22, 22)
    for _ in range(count):
        places = r.randint(1, 12)
        half = 5 * 10 ** (places - 1)
        digits = size(r, 22) * 10**places + r.choice((0, 1, half - 1, half, half + 1, 10**places - 1))
        exponent = r.randint(-8, 4)
        yield r.choice((-1, 1)) * digits, exponent, exponent + places


@about("scaling: steps_of, three roundings")
def _(p):
    r = p.random
    cases = list(some_decimals(r, 3000))
    edges = -2**63, 2**63 - 1, 2**63, -2**63 - 1, 2**64 - 1, 1 - 2**64
    cases += [(n, 0, to) for n in edges for to in (-1, 0, 1, 19, 20)]
    cases += [(n, low, high) for n in (0, 1, 5, 9, 2**64 - 1) for low in (-330, 0) for high in (0, 300)]
    for digits, exponent, to in cases:
        exact = digits * ten_to(exponent - to)
        for how, rounding in enumerate(ROUNDINGS):
            steps = rounding(exact)
            p.expect(f"steps_of {digits} {exponent} {to} {how}", words(steps) if steps in INT64 else "does_not_fit")


@about("scaling: steps_of double and float, to a rounding of the double")
def _(p):
    r = p.random

    def judge(value, to, how):
        exact = Fraction(value) / ten_to(to)
        slack = 4 * U["d"] * abs(exact)

        def by(said):
            if abs(exact) > Fraction(92, 10) * 10**18:
                return None if said == "does_not_fit" else "does_not_fit"
            near = {ROUNDINGS[how](exact), ROUNDINGS[how](exact - slack), ROUNDINGS[how](exact + slack)}
            if not said.lstrip("-").isdigit() or not min(near) <= int(said) <= max(near):
                return f"one of {sorted(near)}"
        return by

    for _ in range(3000):
        kind, narrow = r.choice((("d", float), ("f", single)))
        to, how = r.randint(-10, 10), r.randrange(3)
        value = narrow(r.choice((real(r, -40, 60), (signed(r, 20) + 0.5) * 10.0**to, signed(r, 50))))
        p.judge(f"float_steps_of {kind} {value.hex()} {to} {how}", by=judge(value, to, how))
    for to, half in (0, 0.5), (0, 1.5), (0, 2.5), (1, 25.0), (-1, 0.25), (-2, 0.125), (3, 4500.0):  # exact in double
        for sign in 1, -1:
            for how, rounding in enumerate(ROUNDINGS):
                right = words(rounding(Fraction(sign * half) / ten_to(to)))
                p.expect(f"float_steps_of d {(sign * half).hex()} {to} {how}", right)
    for bad in "nan", "inf", "-inf":
        p.expect(f"float_steps_of d {bad} 0 0", "not_available")


@about("scaling: content_of, quantised, there and back; nothing moves twice")
def _(p):
    r = p.random

    def judge(digits, exponent, to, least, most, how):
        value, step = digits * ten_to(exponent), ten_to(to)
        content = ROUNDINGS[how](value / step)
        wrong = "does_not_fit" if content not in INT64 else None if least <= content <= most else "out_of_range"

        def by(said):
            said = said.split()
            if wrong:
                return None if said == [wrong] * 2 else f"{wrong}, twice"
            shown, again = (int(said[i]) * ten_to(int(said[i + 1])) for i in (1, 3))
            if int(said[0]) != content or shown != content * step or again != shown:
                return f"{content}, {content} * 10^{to}"
            off = abs(shown - value)
            if off >= step or (how != 2 and 2 * off > step) or (how == 2 and abs(shown) > abs(value)):
                return "less than a step, or half of it"
        return by

    for digits, exponent, to in some_decimals(r, 3000):
        (least, most), how = r.choice(RANGES), r.randrange(3)
        p.judge(f"content_of {digits} {exponent} {to} {least} {most} {how}",
                by=judge(digits, exponent, to, least, most, how))
    for least, most in RANGES[:4]:  # every content survives, and what lies beside does not
        for content in {least, most, 0, 1, max(least, -1), most // 2}:
            for to in range(-10, 11):
                back = f"{content} {content} {to} {content} {to}"
                p.expect(f"content_of {content} {to} {to} {least} {most} {r.randrange(3)}", back)
        for content in least - 1, most + 1:
            p.expect(f"content_of {content} 3 3 {least} {most} 0", "out_of_range out_of_range")


@about("scaling: exponent_for, powers::of")
def _(p):
    r = p.random
    for _ in range(3000):
        digits, exponent = signed(r, r.choice((16, 20, 40, 64))), r.randint(-8, 6)
        least, most = r.choice(RANGES[:4])
        low, high = r.choice(((-4, 4), (-10, 10)))
        if r.random() < 0.2:
            digits, exponent = most + r.choice((0, 1)), r.randint(low, high)
        fits = [n for n in range(low, high + 1) if abs(digits) * ten_to(exponent) <= most * ten_to(n)]
        p.expect(f"exponent_for {digits} {exponent} {least} {most} {low} {high}",
                 words(min(fits)) if fits and (digits >= 0 or least < 0) else "out_of_range")
    for low, high in (-4, 4), (-10, 10):
        for content in [-32768, 32767, *range(-12, 13)]:
            p.expect(f"powers_of {low} {high} {content}", words(content) if low <= content <= high else "bad_scale")


# ---- wiring ----------------------------------------------------------------------------------------------------------


@about("wiring: largest_power, takes_system_voltage")
def _(p):
    r = p.random

    def judge(wiring, volts, amperes):
        square = Fraction(volts * amperes) ** 2 * (3 if wiring in (31, 40) else 1)

        def by(said):
            whole, double = said.split()
            if int(whole) != nearest_root(square):
                return words(nearest_root(square))
            return root_within("d", 2, square)(double)
        return by

    for wiring in 10, 11, 12, 31, 40:
        for volts, amperes in [(600, 100), (13800, 400), (32000, 32000), (32767, 32767), (0, 5), (1, 1)] + [
                (size(r, 15), size(r, 15)) for _ in range(400)]:
            p.judge(f"largest_power {wiring} {volts} {amperes}", by=judge(wiring, volts, amperes))
    for _ in range(1500):
        ratio = size(r, 16) or 100
        limit = Fraction(r.choice((82, 660)) * ratio, 100)
        volts = max(0, math.floor(limit) + r.choice((-1, 0, 1))) if r.random() < 0.7 else size(r, 32)
        volts = r.choice((volts, volts, volts, 81, 82, 32_000, 32_001))
        taken = 82 <= volts <= 32_000 and 82 <= Fraction(volts * 100, ratio) <= 660
        p.expect(f"takes_system_voltage {volts} {ratio}", words(taken))


# ---- power -----------------------------------------------------------------------------------------------------------


def quadrant(p, q):
    return {(False, False): 1, (True, False): 2, (True, True): 3, (False, True): 4}[p < 0, q < 0]


def conjugate_product(vr, vi, ir, ii):
    """V times the conjugate of I, with exact complex numbers."""
    return vr * ir + vi * ii, vi * ir - vr * ii


@about("power: P, Q, S and quadrant of phasors, integers")
def _(p):
    r = p.random
    edges = 0, 1, -1, 2**31 - 1, 1 - 2**31
    phasors = [(a, b, c, d) for a in edges for b in edges for c in edges for d in edges]
    phasors += [tuple(signed(r, 31) for _ in range(4)) for _ in range(3000)]
    for of in phasors:
        real_power, reactive = conjugate_product(*of)
        # S is |V| |I|, whatever the angle between them
        apparent = nearest_root((of[0]**2 + of[1]**2) * (of[2]**2 + of[3]**2))
        p.expect(f"phasor i {words(*of)}", words(real_power, reactive, apparent, quadrant(real_power, reactive),
                                                 nearest_root(of[0]**2 + of[1]**2)))


@about("power: P, Q, S and quadrant of phasors, double; hypotenuse within 2 ulp, double and float")
def _(p):
    r = p.random

    def judge(of):
        vr, vi, ir, ii = map(Fraction, of)
        parts = (abs(vr * ir) + abs(vi * ii), abs(vi * ir) + abs(vr * ii))
        exact = conjugate_product(vr, vi, ir, ii)

        def by(said):
            *powers, where, length = said.split()
            powers = [float.fromhex(one) for one in powers]
            for one, right, whole in zip(powers, exact, parts):
                if abs(Fraction(one) - right) > 3 * U["d"] * whole:
                    return words(*map(float, exact))
            if int(where) != quadrant(*powers[:2]):
                return f"quadrant {quadrant(*powers[:2])}"
            return (root_within("d", 2, Fraction(powers[0])**2 + Fraction(powers[1])**2)(powers[2].hex()) or
                    root_within("d", 2, vr * vr + vi * vi)(length))
        return by

    for _ in range(2000):
        of = [real(r, -20, 30) if r.random() < 0.9 else 0.0 for _ in range(4)]
        p.judge(f"phasor d {words(*of)}", by=judge(of))
    for _ in range(2000):
        left, right = real(r, -400, 400), real(r, -3, 3)
        right *= abs(left)
        p.judge(f"hypotenuse d {words(left, right)}", by=root_within("d", 2, Fraction(left)**2 + Fraction(right)**2))
        left, right = single(real(r, -50, 60)), single(real(r, -3, 2))
        right = single(right * abs(left))
        p.judge(f"hypotenuse f {words(left, right)}", by=root_within("f", 2, Fraction(left)**2 + Fraction(right)**2))


@about("power: factor, is_factor_low")
def _(p):
    r = p.random

    def powers():
        for p_, q in [(a, b) for a in (0, 1, -1, 2, -3, 2**62) for b in (0, 1, -2, 2**62)]:
            yield p_, q, nearest_root(p_ * p_ + q * q)
        for _ in range(2000):
            p_, q = signed(r, 62), signed(r, 62)
            yield p_, q, nearest_root(p_ * p_ + q * q)
        for _ in range(1000):  # any S that is at least P; at a half of it, and at the middle between two steps
            s = size(r, 62) or 1
            yield r.choice((-1, 1)) * min(s, max(0, s // 2 + r.choice((-1, 0, 1)))), 0, s
            steps = r.randrange(10_000)
            s = 20_000 * (size(r, 40) or 1)
            yield r.choice((-1, 1)) * (s * (2 * steps + 1) // 20_000 + r.choice((-1, 0, 0, 1))), 0, s

        for s in 1, 2, 9_999, 2**40:  # S rounded below P
            yield r.choice((-1, 1)) * (s + 1), 0, s

    def signs(p_, s):  # the S of a demand has one
        return -s if p_ < 0 and r.random() < 0.5 else s

    for p_, q, s in powers():
        low = s != 0 and Fraction(abs(p_), s) < Fraction(1, 2)
        content = words(max(-10_000, min(10_000, half_away(Fraction(10_000 * p_, s))))) if s else "not_available"
        p.expect(f"factor i {p_} {q} {signs(p_, s)}", f"{content} {low:d}")
    for _ in range(1000):
        p_, s = real(r), abs(real(r))
        p_, s = (p_, s) if abs(p_) <= s else (math.copysign(s, p_), abs(p_))
        if r.random() < 0.2:
            p_ = math.nextafter(s / 2, r.choice((0, s / 2, s)))
        p.expect(f"factor d {words(p_, 0.0, signs(p_, s))}",
                 f"{canonical(float(Fraction(p_) / Fraction(s)))} {Fraction(abs(p_)) / Fraction(s) < Fraction(1, 2):d}")
    p.expect("factor d 0 0 0", "not_available 0")
    p.expect("factor d -0x1.8p+0 0 0x1.7ffffffffffffp+0", "-0x1p+0 0")
    for n, names in enumerate(((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)), 1):  # import; lags, leads; inductive ...
        p.expect(f"names {n}", words(*names))


def canonical(value):
    """As printf %a has it: without trailing zeros."""
    mantissa, _, exponent = value.hex().partition("p")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + "p" + exponent


def periodic(values, index):
    return values[index % len(values)]


def sampled(voltage, current, per_cycle):
    """Sums that rms values and powers are made of: of v^2, i^2, v i, and of v a quarter of a cycle before times i."""
    if per_cycle:
        count = len(voltage) // per_cycle * per_cycle
        voltage, current = voltage[:count], current[:count]
    late = sum(periodic(voltage, i - per_cycle // 4) * one for i, one in enumerate(current)) if per_cycle else None
    return (len(voltage), sum(v * v for v in voltage), sum(i * i for i in current),
            sum(v * i for v, i in zip(voltage, current)), late)


def right_samples(voltage, current, per_cycle):
    n, vv, ii, vi, late = sampled(voltage, current, per_cycle)
    reactive = half_away(Fraction(late, n)) if per_cycle else nearest_root(Fraction(vv * ii - vi * vi, n * n))
    return words(nearest_root(Fraction(vv, n)), nearest_root(Fraction(ii, n)), half_away(Fraction(vi, n)), reactive,
                 nearest_root(Fraction(vv * ii, n * n)))


def samples_question(kind, per_cycle, voltage, current):
    return f"measure {kind} {per_cycle} {len(voltage)} {words(*voltage)} {len(current)} {words(*current)}"


def some_samples(r, whole):
    """Voltage, current and samples per cycle: noise, and waves with harmonics."""
    per_cycle = r.choice((0, 0, 4, 8, 16, 20, 64))
    count = r.randint(1, 120) if not per_cycle else per_cycle * r.randint(1, 4) + r.randrange(per_cycle)
    bits = r.randint(1, 23)
    if r.random() < 0.5:
        voltage, current = ([signed(r, bits) for _ in range(count)] for _ in range(2))
    else:
        every = per_cycle or r.randint(3, 50)
        waves = [(r.choice((1, 1, 3, 5)), r.uniform(0.05, 0.9), r.uniform(0, 7)) for _ in range(4)]

        def wave(parts):
            return [round(sum(2**bits * a / 2 * math.sin(2 * math.pi * h * t / every + at) for h, a, at in parts))
                    for t in range(count)]
        voltage, current = wave(waves[:2]), wave(waves[2:])
    if not whole:
        voltage, current = ([one / 1024 for one in those] for those in (voltage, current))
    return voltage, current, per_cycle


@about("power: rms, P, Q, S of integer samples, an even count or whole cycles")
def _(p):
    r = p.random
    made = 0
    while made < 1200:
        voltage, current, per_cycle = some_samples(r, True)
        if per_cycle or len(voltage) % 2 == 0:
            p.expect(samples_question("i", per_cycle, voltage, current), right_samples(voltage, current, per_cycle))
            made += 1
    most = [2**24 - 1] * 2**14
    p.expect(samples_question("i", 0, most, most), right_samples(most, most, 0))
    most = [(1 - 2**24) * (-1) ** (n // 2) for n in range(2**14)]
    p.expect(samples_question("i", 4, most, most), right_samples(most, most, 4))
    p.expect("measure i 0 0 0", "too_short")
    p.expect("measure i 0 2 1 1 1 1", "too_short")
    p.expect("measure i 6 6 1 1 1 1 1 1 6 1 1 1 1 1 1", "bad_count")
    p.expect("measure i 4 3 1 1 1 3 1 1 1", "too_short")


@about("power: rms, P, Q, S of integer samples, an odd count: rounded to the nearest")
def _(p):
    r = p.random
    p.expect(samples_question("i", 0, [2, 2, 0], [2, 2, 0]), right_samples([2, 2, 0], [2, 2, 0], 0))
    made = 0
    while made < 800:
        voltage, current, per_cycle = some_samples(r, True)
        if not per_cycle and len(voltage) % 2:
            p.expect(samples_question("i", 0, voltage, current), right_samples(voltage, current, 0))
            made += 1


@about("power: rms, P, Q, S of samples in double; find_cycles")
def _(p):
    r = p.random

    def judge(voltage, current, per_cycle):
        n, vv, ii, vi, late = sampled(*([Fraction(one) for one in those] for those in (voltage, current)), per_cycle)
        off = (n + 16) * U["d"]
        square = vv * ii / n**2  # of S

        def by(said):
            volts, amperes, real_power, reactive, apparent = numbers(said)
            good = (abs(volts**2 * n - vv) <= 2 * off * vv and abs(amperes**2 * n - ii) <= 2 * off * ii and
                    abs(apparent**2 - square) <= 4 * off * square and
                    (real_power - vi / n) ** 2 <= off**2 * square)
            good = good and ((reactive - late / n) ** 2 <= off**2 * square if per_cycle else
                             abs(reactive**2 - (square - (vi / n) ** 2)) <= 8 * off * square)
            return None if good else f"P {float(vi / n)}, S^2 {float(square)}"
        return by

    for _ in range(400):
        voltage, current, per_cycle = some_samples(r, False)
        p.judge(samples_question("d", per_cycle, voltage, current), by=judge(voltage, current, per_cycle))
    for _ in range(500):
        voltage, hysteresis = [r.randint(-3, 3) for _ in range(r.randint(0, 30))], r.randrange(3)
        low = [i for i, one in enumerate(voltage) if one < -hysteresis]
        rises = {next((i for i in range(start, len(voltage)) if voltage[i] >= 0), None) for start in low}
        rises = sorted(rises - {None})
        found = (rises[0], rises[-1] - rises[0], len(rises) - 1) if rises else (0, 0, 0)
        p.expect(f"find_cycles {words(len(voltage), *voltage, hysteresis)}", words(*found))


# ---- energy ----------------------------------------------------------------------------------------------------------
# Areas are twice the power times milliseconds: of real import and export, the four quadrants, apparent import and
# export.


def areas_on_lines(first, second, ms):
    """Exactly, with P, Q and S on straight lines: cut where P or Q is zero, and each piece counted by its own signs."""
    def at(which, time):
        return first[which] + (second[which] - first[which]) * Fraction(time, ms)
    areas = [Fraction(0)] * 8
    cuts = {0, ms} | {Fraction(ms) * first[i] / (first[i] - second[i]) for i in (0, 1) if first[i] * second[i] < 0}
    cuts = sorted(cuts)
    for begin, end in zip(cuts, cuts[1:]):
        both = [at(which, begin) + at(which, end) for which in range(3)]
        exports = both[0] < 0
        areas[1 if exports else 0] += abs(both[0]) * (end - begin)
        areas[1 + quadrant(both[0], both[1])] += abs(both[1]) * (end - begin)
        areas[7 if exports else 6] += both[2] * (end - begin)
    return areas


def areas_held(held, ms):
    areas = [0] * 8
    exports = held[0] < 0
    areas[1 if exports else 0] = 2 * ms * abs(held[0])
    areas[1 + quadrant(held[0], held[1])] = 2 * ms * abs(held[1])
    areas[7 if exports else 6] = 2 * ms * held[2]
    return areas


def signed_nets(areas):
    return areas[0] - areas[1], areas[2] + areas[3] - areas[4] - areas[5]


def some_powers(r, bits=41):
    """P, Q and their S; small ones too, and zeros."""
    p, q = signed(r, r.choice((3, 10, 20, bits))), signed(r, r.choice((3, 10, 20, bits)))
    return p, q, min(nearest_root(p * p + q * q), MOST_POWER)


def some_pairs(r, count):
    edges = [(a, b, c) for a in (0, 1, -1, MOST_POWER, -MOST_POWER) for b in (0, 1, -1, -MOST_POWER)
             for c in (0, 1, MOST_POWER)]
    for _ in range(count):
        if r.random() < 0.2:
            yield r.choice(edges), r.choice(edges), r.choice((1, 2, 1000, LONGEST_STEP))
        else:
            yield some_powers(r), some_powers(r), r.choice((size(r, 21), r.randint(1, 2000)))
    for _ in range(count // 4):  # P and Q cross zero at the same place, or nearly
        p, q, by = signed(r, 20) or 1, signed(r, 20) or 1, r.randint(1, 9)
        yield (p, q, abs(p)), (-by * p, -by * q + r.choice((0, 0, 1)), abs(p) * by), size(r, 20)


@about("energy: areas_of, integers")
def _(p):
    for held, other, ms in some_pairs(p.random, 3000):
        for one in held, other:
            p.expect(f"held i {words(*one, ms)}", words(*areas_held(one, ms)))


@about("energy: areas_between, integers: nets exact, crossings to half an area, the rest to 2^-31 of the interval")
def _(p):
    worst = [Fraction(0)]

    def judge(first, second, ms):
        exact = areas_on_lines(first, second, ms) if ms else [0] * 8
        reactive, apparent = sum(exact[2:6]), sum(exact[6:])
        p_crosses = first[0] * second[0] < 0
        q_crosses = first[1] * second[1] < 0

        def by(said):
            made = numbers(said)
            off = [abs(one - right) for one, right in zip(made, exact)]
            good = min(made) >= 0
            good = good and signed_nets(made) == signed_nets(exact) and sum(made[6:]) == apparent
            good = good and max(off[:2]) <= Fraction(1, 2)
            # lagging and leading are divided by Q's own crossing; their division by P's is of the second kind
            good = good and abs(sum(made[2:4]) - sum(exact[2:4])) <= Fraction(1, 2)
            slack = Fraction(1, 2) if q_crosses else 0  # both kinds together
            for those, whole, more in ((off[2:6], reactive, slack), (off[6:], apparent, 0)):
                if p_crosses and max(those) > more:
                    worst[0] = max(worst[0], max(those) - more - whole / 2**31)
                # areas are whole numbers, so a division has up to one of them more
                good = good and max(those) <= (whole / 2**31 + 1 if p_crosses else 0) + more
            return None if good else " ".join(f"{float(one):.17g}" for one in exact)
        return by

    for first, second, ms in some_pairs(p.random, 8000):
        p.judge(f"straight i {words(*first, *second, ms)}", by=judge(first, second, ms))
    p.note(lambda: f"worst {float(worst[0]):.2f} areas beyond 2^-31")


@about("energy: areas_of and areas_between, double and float: to a few ulp of the interval")
def _(p):
    r = p.random

    def judge(kind, exact, count):
        wholes = [sum(exact[:2])] * 2 + [sum(exact[2:6])] * 4 + [sum(exact[6:])] * 2

        def by(said):
            if not is_finite(said):
                return "finite"
            for one, right, whole in zip(numbers(said), exact, wholes):
                if abs(one - right) > count * U[kind] * whole:
                    return " ".join(f"{float(one):.17g}" for one in exact)
        return by

    for _ in range(3000):
        kind = r.choice("df")
        first, second = ([real(r, -10, 40) if r.random() < 0.9 else 0.0 for _ in range(3)] for _ in range(2))
        if r.random() < 0.3:
            second = [one * r.choice((-1, 1)) * r.uniform(0.5, 2) for one in first]
        first, second = ([single(one) for one in those] for those in (first, second))
        first[2], second[2] = abs(first[2]), abs(second[2])
        ms = size(r, 21) or 1
        exact = areas_on_lines([Fraction(one) for one in first], [Fraction(one) for one in second], ms)
        p.judge(f"straight {kind} {words(*first, *second, ms)}", by=judge(kind, exact, 16))
        p.judge(f"held {kind} {words(*first, ms)}", by=judge(kind, areas_held([Fraction(one) for one in first], ms), 2))


@about("energy: areas_between, double and float: none is negative")
def _(p):
    r = p.random

    def by(said):
        if not is_finite(said) or min(numbers(said)) < 0:
            return "none below zero"

    for _ in range(4000):
        kind, narrow = r.choice((("d", float), ("f", single)))
        first, second = ([narrow(real(r, -10, 40)) for _ in range(3)] for _ in range(2))
        for i in range(2):
            if r.random() < 0.7:  # one side of zero is much less than the other
                bits = 53 if kind == "d" else 24
                second[i] = narrow(-first[i] * 2.0 ** -r.uniform(0, bits + 2))
        if r.random() < 0.5:
            first, second = second, first
        first[2], second[2] = abs(first[2]), abs(second[2])
        p.judge(f"straight {kind} {words(*first, *second, size(r, 21))}", by=by)


@about("energy: an interval cut anywhere: held exactly, straight the nets, import and export")
def _(p):
    r = p.random

    def held(said, *parts):
        if numbers(said) != [sum(those) for those in zip(*map(numbers, parts))]:
            return "the sum of the parts"

    def straight(said, *parts):
        whole, parts = numbers(said), [sum(those) for those in zip(*map(numbers, parts))]
        if signed_nets(whole) != signed_nets(parts) or sum(whole[6:]) != sum(parts[6:]):
            return "the same nets"
        if whole[:2] != parts[:2]:  # as a crossing is rounded within one part, and all else is whole
            return "the same import and export"

    for _ in range(2000):
        ms, power = r.randint(2, LONGEST_STEP), some_powers(r)
        cuts = [0, *sorted(r.randint(0, ms) for _ in range(r.randint(1, 4))), ms]
        lengths = [end - begin for begin, end in zip(cuts, cuts[1:])]
        p.judge(f"held i {words(*power, ms)}", *(f"held i {words(*power, one)}" for one in lengths), by=held)
        # straight lines with whole slopes, so that each cut has whole values
        slopes = [signed(r, 18) for _ in range(2)] + [size(r, 18)]
        start = [-slope * r.randint(0, ms) if r.random() < 0.8 else signed(r, 30) for slope in slopes[:2]]
        start.append(size(r, 39))
        at = [[begin + slope * cut for begin, slope in zip(start, slopes)] for cut in cuts]
        if max(abs(one) for those in at for one in those) <= MOST_POWER:
            p.judge(f"straight i {words(*at[0], *at[-1], ms)}",
                    *(f"straight i {words(*a, *b, one)}" for a, b, one in zip(at, at[1:], lengths)), by=straight)


def exact_sum(areas):
    return words(*divmod(areas, AREAS_PER_HOUR))


@about("energy: exact_sum in any order, of both signs; mean_power")
def _(p):
    r = p.random
    for _ in range(500):
        bits = r.choice((20, 24, 40, 63))
        areas = [signed(r, bits) for _ in range(r.randint(0, 30))]
        if r.random() < 0.2:
            areas += [r.choice((-1, 1)) * (n * AREAS_PER_HOUR + r.choice((-1, 0, 1))) for n in range(3)]
        total = sum(areas)
        ms = r.choice((size(r, 34) or 1, abs(total) // (2 * r.randint(1, 9)) or 1))
        ms = max(ms, abs(total) >> 61, 1)
        right = f"{exact_sum(total)} {half_away(Fraction(total, 2 * ms))}"
        for _ in range(3):
            r.shuffle(areas)
            p.expect(f"area_sum {len(areas)} {words(*areas)} {ms}".replace("  ", " "), right)
        half = r.randint(0, len(areas))
        left, rest = areas[:half], areas[half:]
        p.expect(f"area_sums {len(left)} {words(*left)} {len(rest)} {words(*rest)}".replace("  ", " "),
                 f"{exact_sum(total)} {exact_sum(sum(left) - sum(rest))}")


def times(r, count, longest):
    """Of samples: irregular, some the same, some too late, over the wrap of the clock."""
    at = r.choice((0, size(r, 32), 2**32 - r.randint(1, 3 * longest + 1)))
    for _ in range(count):
        yield at % 2**32
        at += r.choice((0, 1, longest, longest + 1, r.randint(0, longest), r.randint(0, 2 * longest), size(r, 32)))


def outcome(since, longest, missed):
    """Counted, a gap, or a clock that ran backwards."""
    return 1 if since <= min(longest, LONGEST_STEP) and not missed else 2 if since < 2**31 else 3


@about("energy: sampler: irregular times, clock wrap, gaps never bridged, the first, what is refused")
def _(p):
    r = p.random

    def steps(how, longest, samples):
        """What comes out: an error's name, or outcome, ms and the two samples that count."""
        last, missed = None, False
        for *now, at in samples:
            if max(map(abs, now)) > MOST_POWER:
                missed = True
                yield "out_of_range", None
                continue
            if last is None:
                yield (0, 0), None
            else:
                since = (at - last[1]) % 2**32
                what = outcome(since, longest, missed)
                yield (what, since), (last[0], now) if what == 1 else None
            last, missed = (now, at), False

    def judge(how, longest, samples):
        expected = list(steps(how, longest, samples))

        def by(said):
            said = said.split()
            gaps = missing = 0
            for what, pair in expected:
                if what == "out_of_range":
                    if said.pop(0) != what:
                        return what
                    continue
                made, said = list(map(int, said[:10])), said[10:]
                right = [Fraction(0)] * 8
                if pair and how == 2:
                    right = areas_on_lines(*pair, what[1]) if what[1] else right
                elif pair:
                    right = areas_held(pair[how], what[1])
                off = max(abs(one - other) for one, other in zip(made[2:], right))
                slack = 2 + Fraction(sum(right), 2**31) if how == 2 else 0
                if tuple(made[:2]) != what or off > slack or signed_nets(made[2:]) != signed_nets(right):
                    return f"{what} {[float(one) for one in right]}"
                if what[0] == 2:
                    gaps, missing = gaps + 1, missing + what[1]
            return None if list(map(int, said)) == [gaps, missing] else f"{gaps} gaps, {missing} ms"
        return by

    for _ in range(700):
        how, longest = r.randrange(3), r.choice((1000, 60_000, LONGEST_STEP, LONGEST_STEP + 1, 2**32 - 1, 0))
        samples = []
        for at in times(r, r.randint(1, 12), min(longest, LONGEST_STEP)):
            power = list(some_powers(r))
            if r.random() < 0.05:
                power[r.randrange(3)] = r.choice((-1, 1)) * (MOST_POWER + 1)
            samples.append((*power, at))
        text = " ".join(words(*one) for one in samples)
        p.judge(f"sampler i {how} {longest} {text}", by=judge(how, longest, samples))
    nothing = " ".join(["0x0p+0"] * 8)
    for bad in "nan", "inf", "-inf":  # counted from the sample before, as if it had not been
        p.expect(f"sampler d 0 1000 1 2 3 10 {bad} 0 0 20 1 {bad} 0 30 1 0 {bad} 40 1 2 3 510 9 9 9 1010",
                 f"0 0 {nothing} " + "not_available " * 3 + f"2 500 {nothing} 1 500 0x1.f4p+9 0x0p+0 0x1.f4p+10 " +
                 "0x0p+0 0x0p+0 0x0p+0 0x1.77p+11 0x0p+0 1 500")


def accumulated(total_of, how, longest, events, one_way):
    """The expected answers to "show": of each phase and all the sums, and of the rest their differences."""
    sums = [[0] * 8 for _ in range(4)]
    last, missed, gaps, missing, said = None, False, 0, 0, []
    for event in events:
        if event[0] == "clear":
            sums = [[0] * 8 for _ in range(4)]
        elif event[0] == "show":
            for areas in sums:
                if one_way:
                    shown = areas[0] + areas[1], sum(areas[2:6]), areas[6] + areas[7]
                else:
                    shown = *areas, areas[0] - areas[1], areas[6] - areas[7], areas[2] + areas[3], areas[4] + areas[5]
                said += map(exact_sum, shown)
            if not one_way:
                said += (exact_sum(sum(areas)) for areas in zip(*sums[:3]))
            said.append(words(gaps, missing))
        else:
            _, at, phases = event
            p, q = (sum(phase[i] for phase in phases) for i in (0, 1))
            powers = *phases, (p, q, nearest_root(p * p + q * q))
            if max(abs(one) for those in powers[:4 if total_of else 3] for one in those) > MOST_POWER:
                said.append("out_of_range")
                missed = True
                continue
            since = (at - last[1]) % 2**32 if last else 0
            what = outcome(since, longest, missed) if last else 0
            if what == 1:
                areas = [areas_held(one, since) for one in (last[0] if how == 0 else powers)]
                if total_of == 0:
                    areas[3] = [sum(those) for those in zip(*areas[:3])]
                sums = [[a + b for a, b in zip(*both)] for both in zip(sums, areas)]
            gaps, missing = gaps + (what == 2), missing + (since if what == 2 else 0)
            last, missed = (powers, at), False
            said.append(words(what))
    return " ".join(said)


@about("energy: accumulators: phases and net, four quadrants and one way, net and reactive sums, clear")
def _(p):
    r = p.random
    for _ in range(700):
        kind = r.choice(("accumulate", "accumulate", "unidirectional"))
        total_of, how, longest = r.randrange(2), r.randrange(2), r.choice((1000, 60_000, LONGEST_STEP))
        events = []
        for at in times(r, r.randint(2, 12), longest):
            phases = [some_powers(r, r.choice((39, 39, 41))) for _ in range(3)]
            if r.random() < 0.05:
                phases[r.randrange(3)] = (MOST_POWER + r.choice((0, 1)), 0, MOST_POWER)
            events.append(("take", at, phases))
            if r.random() < 0.1:
                events.append(("clear",))
            if r.random() < 0.2:
                events.append(("show",))
        events.append(("show",))
        text = " ".join(" ".join([word, *(words(*one) if isinstance(one, tuple) else str(one) for one in rest)])
                        for word, *rest in ((e[0], e[1], *e[2]) if e[0] == "take" else e for e in events))
        p.expect(f"{kind} i {total_of} {how} {longest} {text}",
                 accumulated(total_of, how, longest, events, kind == "unidirectional"))


@about("energy: accumulators refuse powers whose sum has more than 64 bits")
def _(p):
    for most in 2**62, 2**63 - 1, 1 - 2**63:
        for total in 0, 1:
            phases = " ".join(words(most, 0, abs(most)) for _ in range(3))
            p.expect(f"accumulate i {total} 0 1000 take 0 {phases} take 10 1 0 1 1 0 1 1 0 1", "out_of_range 0")


@about("energy: phases and net: totals with one net, and not more import or export by net than by phases")
def _(p):
    r = p.random
    steps = 6

    def by(*said):
        phases, net = (list(map(int, one.split()[steps:])) for one in said)
        sums = [[whole * AREAS_PER_HOUR + rest for whole, rest in zip(one[::2], one[1::2])] for one in (phases, net)]
        by_phases, by_net = (one[36:48] for one in sums)
        if sums[0][:36] != sums[1][:36]:
            return "the same phases"
        if by_phases[8] != by_net[8] or signed_nets(by_phases) != signed_nets(by_net):
            return "the same nets"
        if by_net[8] != sum(one[8] for one in (sums[0][:12], sums[0][12:24], sums[0][24:36])):
            return "the sum of the phases' nets"
        if any(one > other + steps for one, other in zip(by_net[:2], by_phases)):  # half an area for each crossing
            return "less by net"

    for _ in range(300):
        at, text = size(r, 32), []
        for _ in range(steps):
            text.append(words(at) + " " + " ".join(words(*some_powers(r, 39)) for _ in range(3)))
            at = (at + size(r, 20)) % 2**32
        text = " ".join(f"take {one}" for one in text)
        for how in range(3):
            p.judge(*(f"accumulate i {total} {how} {LONGEST_STEP} {text} show" for total in (0, 1)), by=by)


@about("energy: accumulators in double: each sum to 4u of the exact one")
def _(p):
    r = p.random
    steps = 30

    def judge(areas):
        def by(said):
            said = said.split()[steps:]
            for which in range(4):
                for one, right in zip(said[which * 12:], areas[which]):
                    if abs(Fraction(float.fromhex(one)) - right / AREAS_PER_HOUR) > 4 * U["d"] * right:
                        return f"{float(right / AREAS_PER_HOUR):.17g}"
        return by

    for _ in range(200):
        areas = [[Fraction(0)] * 8 for _ in range(4)]
        at, last, text = 0, None, []
        for _ in range(steps):
            if last:
                ms = r.randint(1, 5000)
                at += ms
                for which, power in enumerate(last):
                    held = areas_held([Fraction(one) for one in power], ms)
                    for i in which, 3:
                        areas[i] = [a + b for a, b in zip(areas[i], held)]
            last = [(real(r, -5, 30), real(r, -5, 30), abs(real(r, -5, 30))) for _ in range(3)]
            text.append(f"take {at} " + " ".join(words(*one) for one in last))
        p.judge(f"accumulate d 0 0 10000 {' '.join(text)} show", by=judge(areas))


YEAR = 31_536_000  # seconds


def generated(count, shift):
    """The sum of what the program's generator makes of `count` steps; its period is 2^20."""
    def run(steps):
        state, total = 1, 0
        for _ in range(steps):
            state = (state * 1_664_525 + 1_013_904_223) & 0xF_FFFF
            total += state >> shift
        return total
    rounds, rest = divmod(count, 2**20)
    return rounds * run(2**20) + run(rest)


@about("energy: compensated_sum of seconds: relative error at most 2u + n u^2")
def _(p):
    def judge(kind, name, count, areas):
        bound = 2 * U[kind] + count * U[kind] ** 2
        right = Fraction(areas, AREAS_PER_HOUR)

        def by(said):
            compensated, plain, mean = numbers(said)
            off, off_plain = abs(compensated / right - 1), abs(plain / right - 1)
            off_mean = abs(mean * 2000 * count / areas - 1)
            p.note(f"{'double' if kind == 'd' else 'float'}, {count / YEAR:.2g} years of {name}: off by "
                   f"{scientific(max(off, off_mean))}, may be {scientific(bound)}, plain sum {scientific(off_plain)}")
            if max(off, off_mean) > bound:
                return f"{float(right)!r}, to {scientific(bound)}"
        return by

    random_sum = 2000 * generated(YEAR, 7)  # areas below 2^24: exact in float too
    for kind, narrow in ("d", float), ("f", single):
        p.judge(f"seconds {kind} {YEAR} 0 7", by=judge(kind, "0 to 8191 W", YEAR, random_sum))
        p.judge(f"seconds {kind} {YEAR} 1 0", by=judge(kind, "1 W", YEAR, 2000 * YEAR))
        area = Fraction(narrow(narrow(0.7) * 2000))
        p.judge(f"seconds {kind} {YEAR} {narrow(0.7).hex()} 0", by=judge(kind, "0.7 W", YEAR, area * YEAR))
        p.judge(f"seconds {kind} {YEAR} 3 0 {2**25}",
                by=judge(kind, "3 W behind a second of 34 MW", YEAR, 2000 * (3 * (YEAR - 1) + 2**25)))
    p.judge(f"seconds f {3 * YEAR} 1 0", by=judge("f", "1 W", 3 * YEAR, 6000 * YEAR))


@about("energy: combination codes")
def _(p):
    r = p.random
    flows = [(5, 5, -12), (0, 0, 0), (5, -5, 0)] + [tuple(signed(r, 40) for _ in range(3)) for _ in range(400)]
    for phases in flows:
        forward, reverse, net = sum(max(one, 0) for one in phases), -sum(min(one, 0) for one in phases), sum(phases)
        right = {1: (forward, forward, -reverse), 2: (-reverse, forward, -reverse),
                 3: (forward + reverse, forward, reverse), 4: (net, forward, -reverse),
                 5: (net, max(net, 0), min(net, 0))}
        for code, three in right.items():
            p.expect(f"combine_flows i {code} {words(*phases)}", words(*three))
            if code != 5:
                p.expect(f"combine i {code} {forward} {reverse}", words(*three))
        p.expect(f"combine i 5 {max(net, 0)} {max(-net, 0)}", words(*right[5]))


# ---- counters --------------------------------------------------------------------------------------------------------

WRAPS = 2**32, 10**9


@about("counters: gained, plausible_energy, resets_between")
def _(p):
    r = p.random
    for wraps in *WRAPS, 2**63:
        edges = 0, 1, 2, wraps // 2, wraps - 2, wraps - 1
        steps = [(a, b) for a in edges for b in edges]
        steps += [(r.randrange(wraps), min(size(r, 63), wraps - 1)) for _ in range(1000)]
        for before, step in steps:
            p.expect(f"gained {before} {(before + step) % wraps} {wraps}", words(step))
    for _ in range(2000):
        watts, ms = size(r, 64), size(r, 64)
        right = math.ceil(Fraction(watts * ms, 3_600_000))
        if right * 3_600_000 < (3_600_000 - 1) * 2**64 or right >= 2**64:  # the very last of 64 bits it may refuse
            p.expect(f"plausible_energy {watts} {ms}", f"{right} 0" if right < 2**64 else "does_not_fit")
    for before, now in (0, 0), (0, 1), (65535, 0), (7, 7), (7, 6):
        p.expect(f"resets_between {before} {now}", words(1 if before == now else 2))


def right_gain(before, now, wraps, most, seen):
    """The rules of the comment. Readings are (counts, exponent) of one unit, that of `most`; of resets `seen` says 0
    unknown, 1 none, 2 some.

    What was gained lies less than a step from what was shown, so an amount is within `most` if it is one step lower.
    """
    if max(before[0], now[0]) >= wraps:
        return "out_of_range"
    finer, coarser = sorted((before[1], now[1]))
    step = ten_to(coarser)
    was, is_ = (counts * ten_to(exponent) for counts, exponent in (before, now))
    if max(was, is_, step) / ten_to(finer) >= 2**63:
        return "does_not_fit"

    def gain(amount, how):
        if amount > step and amount - step > most:
            return None
        return f"{math.floor(amount / ten_to(finer))} {finer} 1 {coarser} {how}"

    if wraps * ten_to(now[1] if seen == 2 else finer) <= most:
        return "undecided"
    if seen == 2:
        return gain(is_, 2) or "implausible"
    if before[1] != now[1]:  # wrapped or reset: nobody can tell
        fell_visibly = was - is_ >= step
        return "undecided" if fell_visibly else gain(max(is_ - was, 0), 0) or "implausible"
    if is_ >= was:
        return gain(is_ - was, 0) or "implausible"
    return gain(wraps * step - was + is_, 1) or (gain(is_, 2) if seen == 0 else None) or "implausible"


@about("counters: gain_between by the rules: wrap, reset, scale, plausibility")
def _(p):
    r = p.random
    for _ in range(8000):
        wraps = r.choice(WRAPS)
        before = r.choice((r.randrange(wraps), wraps - 1 - size(r, 12), size(r, 12)))
        now = r.choice((r.randrange(wraps), (before + size(r, 29)) % wraps, size(r, 12), max(0, before - size(r, 3))))
        low = r.randint(-4, 4)
        high = low if r.random() < 0.6 else low + r.choice((-8, -2, -1, 1, 2, 8, 12))
        if low != high and r.random() < 0.8:  # nearly the same value on the other scale
            now = max(0, min(wraps - 1, math.floor(before * ten_to(low - high)) + r.choice((-2, -1, 0, 1, 2, 100))))
        if r.random() < 0.03:
            before, now = r.choice(((wraps, 0), (0, wraps), (wraps - 1, wraps - 1), (0, 0)))
        most = r.choice((size(r, 34), (now - before) % wraps + r.choice((-2, -1, 0, 1)), wraps - 1, wraps, 0))
        most, power = max(0, most), r.choice((low, high, 0))
        seen = r.randrange(3)
        kilo = r.choice(((1, 1), (1, 1), (1, 1), (0, 0), (0, 1), (1, 0)))
        less = 0 if kilo[1] else 3  # the gain is in the unit of `now`
        p.expect(f"gain_between {before} {low + 3 - 3 * kilo[0]} {kilo[0]} {now} {high + less} {kilo[1]} {wraps} "
                 f"{most} {power + 3} {seen}",
                 right_gain((before, low + less), (now, high + less), wraps, most * ten_to(power + less), seen))


@about("counters: gain_between of a simulated counter: what was gained lies within")
def _(p):
    r = p.random

    def judge(truth, how):
        def by(said):
            said = said.split()
            if len(said) != 5 or int(said[4]) not in how:
                return f"{float(truth)}, {how}"
            amount, within = (int(said[i]) * ten_to(int(said[i + 1])) for i in (0, 2))
            if not abs(truth - amount) < within:
                return f"{float(truth)} within {float(within)} of {float(amount)}"
        return by

    for _ in range(4000):
        wraps, low, high = r.choice(WRAPS), r.randint(-4, 4), r.randint(-4, 4)
        case = r.choice(("runs", "changes scale", "is reset"))
        high = high if case == "changes scale" else low
        step = ten_to(low)
        energy = (r.choice((size(r, 31), wraps - 1 - size(r, 20))) + Fraction(r.randrange(1000), 1000)) * step
        more = Fraction(size(r, 38), 1000) * step
        most = math.ceil(more / (step / 1000)) + size(r, 4)  # in thousandths of a step
        if most >= 1000 * wraps or case == "changes scale" and (energy + more) / ten_to(min(low, high)) >= wraps:
            continue

        def shown(value, exponent):
            return math.floor(value / ten_to(exponent)) % wraps
        if case == "is reset":
            now, seen, how = shown(more, low), 2, (2,)
        else:
            now, seen, how = shown(energy + more, high), 1, (0, 1)
        p.judge(f"gain_between {shown(energy, low)} {low} 1 {now} {high} 1 {wraps} {most} {low} {seen}",
                by=judge(more, how))


def next_float(kind, value):
    if kind == "d":
        return math.nextafter(value, math.inf)
    return struct.unpack("<f", struct.pack("<I", struct.unpack("<I", struct.pack("<f", value))[0] + 1))[0]


@about("counters: step_at, distorted_from, vanishes_from")
def _(p):
    r = p.random
    for kind, narrow in ("d", float), ("f", single):
        values = [0.0, 1.0, 16384.0, 8388608.0, 16777216.0] + [narrow(abs(real(r, -120, 120))) for _ in range(500)]
        for value in values:
            p.expect(f"step_at {kind} {value.hex()}", canonical(next_float(kind, value) - value))

        def judge(increment, kind=kind, narrow=narrow):
            def by(said):
                distorted, vanishes = map(float.fromhex, said.split())
                for at in distorted, vanishes:
                    if math.frexp(at)[0] != 0.5:
                        return "powers of two"
                step = [next_float(kind, at) - at for at in (distorted, distorted / 2)]
                if not step[0] > increment >= step[1]:
                    return f"distorted from where the step is above {increment}"
                tie = 2 * increment == next_float(kind, vanishes) - vanishes
                for _ in range(5):  # from there on it stands still; with a tie only at an even last digit
                    at = narrow(vanishes * r.uniform(1, 4))
                    if narrow(at + increment) != at and not tie or narrow(vanishes + increment) != vanishes:
                        return "a counter that stands still"
                    below = narrow(vanishes * r.uniform(0.5, 0.999))
                    if narrow(below + increment) == below:
                        return "a counter that still moves below"
            return by
        increments = [0.001, 0.01, 0.1, 1.0, 2.0, 10.0, 1000.0, 2.0**-10]
        for increment in increments + [abs(real(r, -20, 20)) for _ in range(300)]:
            p.judge(f"float_steps {kind} {narrow(increment).hex()}", by=judge(narrow(increment)))
    p.expect(f"float_steps f {single(0.001).hex()}", "0x1p+14 0x1p+15")
    for nothing in "0", "-1", "nan", "inf", "1e31":
        p.expect(f"float_steps d {nothing}", "0x0p+0 0x0p+0")


# ---- demand ----------------------------------------------------------------------------------------------------------


class Demand:
    """A list of finished sub-intervals, each the mean of what it held."""

    def __init__(self, parts, seconds, until, made, kept, rounded):
        self.until, self.made, self.kept, self.rounded = until, made, kept, rounded
        self.history = []
        self.change(parts, seconds)

    def change(self, parts, seconds):
        self.parts, self.length = parts if seconds else 1, seconds * 1000
        self.pieces, self.means = [], []

    def mean(self, total, over):
        return half_away(Fraction(total, over)) if self.rounded else Fraction(total) / over

    def elapsed(self):
        return sum(ms for _, ms in self.pieces)

    def end(self):
        time = self.elapsed()
        if time:
            self.means.append([self.mean(sum(power[i] * ms for power, ms in self.pieces), time) for i in range(3)])
        self.pieces = []

    def add(self, power, ms):
        ended = 0
        while self.length and self.elapsed() + ms >= self.length:
            part = self.length - self.elapsed()
            self.pieces.append((power, part))
            ms -= part
            self.end()
            self.history.append(self.present())
            ended += 1
        self.pieces.append((power, ms))
        return ended

    def close(self):
        self.end()
        self.history.append(self.present())

    def reset(self):
        self.history = [self.present()]

    def means_of_all(self):
        last = self.means[-self.parts:]
        if len(last) < self.parts and (self.until == 0 or (self.until == 2 and not last)):
            return None
        over = len(last) if self.until == 2 else self.parts
        return [self.mean(sum(one[i] for one in last), over) for i in range(3)]

    def present(self):
        means = self.means_of_all()
        if means is None:
            return None
        p, q, s = means
        if self.made == 1:
            square = p * p + q * q
            s = nearest_root(square) if self.rounded else Fraction(math.sqrt(square))
        return p, q, -s if p < 0 else s

    def largest(self, exports):
        of = [one for one in self.history if one and (one[0] < 0) == exports] or [(0, 0, 0)]
        if self.kept == 1:
            return max(of, key=lambda one: abs(one[0])) if any(one[0] for one in of) else (0, 0, 0)
        return tuple(max((one[i] for one in of), key=abs) for i in range(3))


LENGTHS = 10, 60, 900, 32_767, 0


def demand_events(r, meter, some, count):
    """What happens to a meter; each as the question has it, when it has happened."""
    for _ in range(count):
        kind = r.random()
        if kind < 0.1:
            meter.close()
            yield "close"
        elif kind < 0.2:
            meter.reset()
            yield "reset"
        elif kind < 0.23:
            parts, seconds = r.randint(1, 6), r.choice(LENGTHS)
            meter.change(parts, seconds)
            yield f"change {parts} {seconds}"
        else:
            length = meter.length
            ms = r.choice((r.randint(1, 3 * length or 10_000_000), length or 900_000, r.randint(0, 60_000)))
            power = some()
            meter.add([one if isinstance(one, int) else Fraction(one) for one in power], ms)
            yield f"add {words(*power, ms)}"


@about("demand: powers in series against means of fractions; N, before_full, sync to comms, maxima")
def _(p):
    r = p.random
    for _ in range(1200):
        parts, seconds = r.randint(1, 6), r.choice(LENGTHS)
        choice = r.randrange(3), r.randrange(2), r.randrange(2)
        meter, bits = Demand(parts, seconds, *choice, True), r.choice((4, 20, 41))
        said, asked = [], []
        for event in demand_events(r, meter, lambda: some_powers(r, bits), r.randint(1, 14)):
            asked.append(event)
            present = meter.present()
            said.append(words(*present) if present else "not_available")
            said.append(words(*meter.largest(False), *meter.largest(True)))
        p.expect(f"demand i {parts} {seconds} {words(*choice)} {' '.join(asked)}", " ".join(said))


@about("demand: double; constant power is the demand for every N; the window's ends; intervals::of")
def _(p):
    r = p.random

    def judge(expected, slack):
        def by(said):
            said = said.split()
            for present, *largest in expected:
                for right in present, *largest:
                    if right is None:
                        if said.pop(0) != "not_available":
                            return "not_available"
                        continue
                    made = [Fraction(float.fromhex(said.pop(0))) for _ in range(3)]
                    if any(abs(one - other) > slack for one, other in zip(made, right)):
                        return f"{[float(one) for one in right]}"
        return by

    for _ in range(300):
        parts, seconds = r.randint(1, 6), r.choice(LENGTHS)
        choice = r.randrange(3), r.randrange(2), r.randrange(2)
        meter, expected, asked = Demand(parts, seconds, *choice, False), [], []
        for event in demand_events(r, meter, lambda: [r.uniform(least, 1e6) for least in (-1e6, -1e6, 0)], 8):
            asked.append(event)
            expected.append((meter.present(), meter.largest(False), meter.largest(True)))
        p.judge(f"demand d {parts} {seconds} {words(*choice)} {' '.join(asked)}", by=judge(expected, 1e-8))

    for _ in range(300):
        parts, seconds, power, until = r.randint(1, 6), r.randint(10, 3000), signed(r, 41), r.randrange(3)
        length = seconds * 1000
        pieces, at, said = [], 0, []
        for _ in range(12):
            ms = r.randint(0, length)
            ended, left = divmod(at % length + ms, length)
            at += ms
            pieces.append(f"{power} {ms}")
            complete = at // length
            present = power if complete >= parts or (until == 2 and complete) else None
            if present is None and until == 1:
                present = half_away(Fraction(power * complete, parts))
            said.append(f"{ended} {'not_available' if present is None else present} {min(length - left, LONGEST_STEP)}")
        p.expect(f"window i {parts} {seconds} {until} {' '.join(pieces)}", " ".join(said))

    for seconds in 0, 1, 9, 10, 900, 32_767, 32_768, 2**32 - 1:
        for parts in 0, 1, 3, 6, 7, 256 + 3:
            allowed = 1 <= parts <= 6 and (10 <= seconds <= 32_767 or seconds == 0)
            right = words(parts, seconds, seconds * 1000, parts if seconds else 1, not seconds)
            p.expect(f"intervals_of {parts} {seconds}", right if allowed else "out_of_range")


# ---- alerts ----------------------------------------------------------------------------------------------------------

# System type: lines to neutral, pairs of lines, and the square of V line to line over V line to neutral.
TESTED = {10: (1, 0, 1), 11: (0, 1, 1), 12: (2, 1, 4), 31: (0, 3, 1), 40: (3, 3, 3)}
PAIRS = (0, 1), (1, 2), (2, 0)  # AB, BC, CA


def unbalanced(values, nominal, square_ratio, percent, how):
    """Spread over mean, largest, or nominal / sqrt(square_ratio), or deviation over mean: above so many percent."""
    values = [Fraction(one) for one in values]
    limit, mean, spread = Fraction(percent, 100), sum(values) / len(values), max(values) - min(values)
    if how == 2:
        return spread**2 * square_ratio > (limit * nominal) ** 2
    if how == 3:
        return max(abs(one - mean) for one in values) > limit * mean
    return spread > limit * (mean if how == 0 else max(values))


def furthest(values):
    """The first of those that are furthest from their mean."""
    mean = sum(map(Fraction, values)) / len(values)
    distances = [abs(one - mean) for one in values]
    return distances.index(max(distances))


def findings(wiring, neutral, between, nominal, loss, loss_means, imbalance, how):
    neutrals, pairs, ratio = TESTED[wiring]
    part = Fraction(loss if loss_means == 0 else 100 - loss, 100)
    nominal = Fraction(nominal)
    lost = [i < neutrals and Fraction(neutral[i]) ** 2 * ratio < (part * nominal) ** 2 for i in range(3)]
    lost_pairs = [i < pairs and between[i] < part * nominal for i in range(3)]
    uneven = neutrals > 1 and unbalanced(neutral[:neutrals], nominal, ratio, imbalance, how)
    uneven_pairs = pairs > 1 and unbalanced(between[:pairs], nominal, 1, imbalance, how)
    far = [furthest(values) if so else 0 for so, values in ((uneven, neutral[:neutrals]), (uneven_pairs, between))]
    found = [*lost, *lost_pairs, uneven, uneven_pairs]
    bits = []
    for marks in "both", "first", "where no neutral":
        for uneven_marks in "all", "furthest", "none":
            phases = {i for i in range(3) if lost[i]}
            if marks != "where no neutral" or not neutrals:
                phases |= {line for i in range(3) if lost_pairs[i] for line in PAIRS[i][:1 if marks == "first" else 2]}
            if uneven_marks == "all" and (uneven or uneven_pairs):
                phases |= set(range(max(neutrals, pairs)))
            if uneven_marks == "furthest":
                of_two = {0, 1} if neutrals == 2 else {far[0]}  # both are as far from their mean
                phases |= (of_two if uneven else set()) | (set(PAIRS[far[1]]) if uneven_pairs else set())
            bits.append(sum(1 << (8 + i) for i in phases))
    return words(*found, *far, any(found), *bits)


@about("alerts: phase loss and imbalance, four definitions, at their edges")
def _(p):
    r = p.random
    for n in range(6000):
        wiring, loss, imbalance = r.choice(list(TESTED)), r.randint(1, 99), r.randint(1, 99)
        loss_means, how = r.randrange(2), r.randrange(4)
        nominal = r.choice((600_000, 480_000, 2**31 - 1, size(r, 31) or 1, 100 * size(r, 20) or 100))
        ratio = TESTED[wiring][2]
        part = Fraction(loss if loss_means == 0 else 100 - loss, 100)
        edges = [math.isqrt(math.floor((part * nominal) ** 2 / ratio)), math.floor(part * nominal)]

        def voltage(edge, usual):
            one = r.choice((edge + r.choice((-1, 0, 1)), usual, usual, round(usual * r.uniform(0.5, 1.2)), 0))
            return min(2**31 - 1, max(0, one))
        neutral = [voltage(edges[0], math.isqrt(nominal**2 // ratio)) for _ in range(3)]
        between = [voltage(edges[1], nominal) for _ in range(3)]
        if r.random() < 0.4:  # just at the imbalance
            base = 200 * (size(r, 22) or 1)
            part_of_base = base * imbalance // 200
            part_of_nominal = math.isqrt((imbalance * nominal) ** 2 // ratio) // 100
            for those in neutral, between:
                third, near = r.choice((
                    (base - 2 * part_of_base, base),  # of the largest
                    (base - part_of_base, base + part_of_base),  # of the mean
                    (base + part_of_nominal, base)))
                those[:] = [min(2**31 - 1, max(0, one)) for one in (base, near, third + r.choice((-1, 0, 1)))]
        right = findings(wiring, neutral, between, nominal, loss, loss_means, imbalance, how)
        values = [*neutral, *between, nominal]
        rest = words(loss, loss_means, imbalance, how)
        p.expect(f"phase_loss i {wiring} {words(*values)} {rest}", right)
        if n % 3 == 0:  # in double where no test is nearer to its edge than rounding
            doubles = [one * r.uniform(0.999, 1.001) / 1000 for one in values]
            args = doubles[:3], doubles[3:6], doubles[6], loss, loss_means
            if len({findings(wiring, *args[:2], args[2] * (1 + off), *args[3:], imbalance + Fraction(off), how)
                    for off in (-2e-12, 0, 2e-12)}) == 1:
                p.expect(f"phase_loss d {wiring} {words(*doubles)} {rest}", findings(wiring, *args, imbalance, how))


@about("alerts: bits of phases, frequency, limits")
def _(p):
    r = p.random
    for _ in range(300):
        bits, first, active = size(r, 16), r.choice((0, 3, 8, 11)), [r.randrange(2) for _ in range(3)]
        right = bits & ~(7 << first) | sum(one << (first + i) for i, one in enumerate(active))
        before = [(bits >> (first + i)) & 1 for i in range(3)]
        p.expect(f"alert_bits {bits} {first} {words(*active)}", words(right, *before))
    for hundredths in 0, 4499, 4500, 5000, 6500, 6501:
        p.expect(f"frequency {hundredths} {(hundredths / 100).hex()}", words(*[not 4500 <= hundredths <= 6500] * 2))
    p.expect("frequency 5000 nan", "0 1")
    for least, most, value in (-3, 5, -4), (-3, 5, -3), (-3, 5, 5), (-3, 5, 6):
        for kind in "id":
            p.expect(f"limits {kind} {least} {most} {value}", words(not least <= value <= most))


# ---- pulses ----------------------------------------------------------------------------------------------------------

DURATIONS = 500, 250, 100, 50, 25, 10
ENERGIES = 10, 100, 1000, 10_000


def keeps_up(watt_hours, ms):
    """The power at which a pulse of this weight comes every 2 ms milliseconds."""
    return Fraction(watt_hours * 3600 * 1000, 2 * ms)


@about("pulses: largest power, overrun, duration, next energy, pulses and energy")
def _(p):
    r = p.random
    for _ in range(2000):
        weight, ms = r.choice((*ENERGIES, size(r, 20) or 1)), r.choice((*DURATIONS, size(r, 13) or 1))
        most = keeps_up(weight, ms)
        watts = max(0, min(r.choice((size(r, 50), math.floor(most) + r.choice((-1, 0, 1)))), 2**50 - 1))
        p.expect(f"pulse {watts} {weight} {ms}", words(math.floor(most), *[watts > most] * 3))
        fits = [one for one in DURATIONS if watts <= keeps_up(weight, one)]
        larger = [one for one in ENERGIES if one > weight and watts <= keeps_up(one, min(DURATIONS))]
        p.expect(f"duration_for {weight} {watts}",
                 f"{max(fits, default='out_of_range')} {min(larger, default='out_of_range')}")
    for _ in range(1000):
        energy, weight = size(r, 64), size(r, 32) or 1
        pulses = energy // weight % 2**32
        p.expect(f"pulses_of {energy} {weight}", f"{pulses} {pulses * weight} 0")
    for _ in range(300):  # in portions
        weight, total, asked, said = size(r, 40) or 1, 0, [], []
        for _ in range(10):
            energy = r.choice((size(r, 62), size(r, 30), weight - 1, weight, 0))
            total += energy
            asked.append(words(energy, weight))
            said.append(total // weight % 2**32)
        p.expect(f"output {' '.join(asked)}", words(*said))
    for pulses in 2**32 - 1, 2**32, 2**32 + 1:
        p.expect(f"pulses_of {pulses * 144} 144", f"{pulses % 2**32} {pulses % 2**32 * 144} 0")


@about("pulses: S0")
def _(p):
    r = p.random
    rates = [(10_000, 0), (2_000, 0), (1_000, 0), (100, 0), (10, 0), (1, 0), (1, -1), (1, -2)]
    p.expect("s0_rates", " ".join(words(*one) for one in rates))

    def judge(digits, exponent, ms, pulses):
        if digits <= 0:
            return lambda said: None if said == "out_of_range out_of_range out_of_range" else "out_of_range, thrice"
        weight = 1000 / (digits * ten_to(exponent))
        rest = weight.denominator
        for prime in 2, 5:
            while rest % prime == 0:
                rest //= prime
        finite = rest == 1

        def by(said):
            said = said.split()
            if not finite:
                if said.pop(0) != "out_of_range":
                    return "no finite weight"
            elif said[0] == "out_of_range" or int(said.pop(0)) * ten_to(int(said.pop(0))) != weight:
                return f"{float(weight)} Wh"
            most = words(weight * 1_800_000 / ms) if ms else "out_of_range"
            right = [most, words(pulses * weight * 1000)]
            return None if said == right else " ".join(right)
        return by

    for digits, exponent in rates + [(0, 0), (-1, 0), (3, 0), (7, -2), (800, 0), (3200, 0), (500, 0), (5, 3), (4, -1),
                                     (2**15, 0), (5**15, 0), (25, -2), (10_000, -5)]:
        for ms in 0, 1, 30, 50, 100, 999, 2**32 - 1:
            p.judge(f"s0 {digits} {exponent} {ms} 1000", by=judge(digits, exponent, ms, 1000))
    for _ in range(300):
        digits, exponent, ms, pulses = size(r, 12), r.randint(-3, 3), size(r, 10) or 1, size(r, 32)
        p.judge(f"s0 {digits} {exponent} {ms} {pulses}", by=judge(digits, exponent, ms, pulses))


# ---- all of it -------------------------------------------------------------------------------------------------------


def main(program):
    began = time.monotonic()
    print(f"seed {SEED}")
    for one in PROPERTIES:
        one.function(one)
    questions = [question for one in PROPERTIES for asked, _ in one.cases for question in asked]
    made = time.monotonic()
    run = subprocess.run([program], input="\n".join(questions) + "\n", capture_output=True, text=True, timeout=100)
    answers = run.stdout.splitlines()
    if run.returncode or len(answers) != len(questions):
        print(f"{program}: exit status {run.returncode}, {len(answers)} answers to {len(questions)} questions\n"
              f"{run.stderr[-2000:]}")
        return 1
    answered = time.monotonic()

    wrong, at = 0, 0
    for one in PROPERTIES:
        faults = []
        for asked, right in one.cases:
            said = answers[at:at + len(asked)]
            at += len(asked)
            if isinstance(right, str):
                fault = None if said[0] == right else right
            else:
                try:
                    fault = right(*said)
                except (ValueError, IndexError):  # too few words, or not those of a number
                    fault = "an answer of another form"
            if fault is not None:
                faults.append((asked, said, fault))
        print(f"{one.name}: {len(one.cases)}" + (f", WRONG {len(faults)}" if faults else ""))
        for note in one.notes:
            print(f"    {note() if callable(note) else note}")
        for asked, said, fault in faults[:SHOWN]:
            for question, answer in zip(asked, said):
                print(f"  asked {question[:400]}\n  said  {answer[:400]}")
            print(f"  right {fault[:400]}")
        wrong += len(faults)
    print(f"{len(questions)} questions, {wrong} wrong; {made - began:.1f} s to ask, {answered - made:.1f} s to answer, "
          f"{time.monotonic() - answered:.1f} s to compare")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
