"""Numbers that look right and belong to nobody.

| number | why nobody has it |
|---|---|
| NIK | province 99 does not exist, and neither does a day 00 of month 00 |
| NIB | nine digits behind four zeros, counted up; real ones are random over all thirteen |
| NPWP | begins with 99: a person's is the NIK, an entity's begins with 0 |
| phone | 0860 is given to no operator (libphonenumber's carrier table has no 62860), so that a |
|       | WhatsApp link reaches no stranger; and yet `common.phones` reads it, so that a demo |
|       | record can be opened in the form and saved again |
| permits | serials or regions that the issuing bodies do not use: zeros, 99 |
| e-mail, website | domain `.example`, reserved for examples (RFC 2606) |
| Instagram and the like | begin with `demo.kupang.` and end with a serial number |
"""

LOW = 10**6


def nik(serial: int) -> str:
    """Sixteen digits: 99, region, day 00, month 00, and the rest of the serial number."""
    high, low = divmod(serial, LOW)
    return f"99{high:04d}0000{low:06d}"


def nib(serial: int) -> str:
    return f"0000{serial:09d}"


def npwp(serial: int) -> str:
    return f"99{serial:014d}"


def phone(serial: int) -> str:
    return f"+62860{serial:08d}"


def email(serial: int) -> str:
    return f"usaha{serial:06d}@kupang.example"


def website(serial: int) -> str:
    return f"https://usaha{serial:06d}.example/"


def handle(serial: int) -> str:
    return f"demo.kupang.{serial:06d}"


def permit(code: str, serial: int, year: int) -> str:
    """A number in the usual form of its kind (`licensing/reference/permit_types.csv`)."""
    forms = {
        "pirt": f"000{serial:010d}-{(year + 5) % 100:02d}",
        "halal": f"ID99{serial:015d}",
        "bpom-md": f"MD0000{serial:08d}",
        "bpom-ml": f"ML0000{serial:08d}",
        "merek": f"IDM99{serial:07d}",
    }
    return forms.get(code, f"CONTOH/{serial:05d}/{year}")
