"""Names of people and businesses as they sound in Kupang, put together at random.

Given names and family names (*marga*) of Timor, Rote, Sabu, Flores, Alor, Sumba and of those
who came from elsewhere are common ones of each people; which of them meet is chance.
"""

from random import Random

FEMALE = (
    "Maria Yuliana Yohana Marta Ester Rut Debora Naomi Sarlota Welmince Yublina Adriana Agustina "
    "Margaretha Theresia Yosefina Kristina Helena Veronika Dorkas Fransina Ance Mince Yakoba "
    "Antonia Bernadete Dominggas Elisabet Febriyanti Grace Herlina Imelda Jublina Katarina Lusia "
    "Magdalena Norci Oktaviana Paulina Regina Selfiana Tabita Ursula Viktoria Wilhelmina Yasinta "
    "Yuningsih Anastasia Apliana Beatrix Damaris Erna Floriana Gaudensia Ida Juliana Kornelia "
    "Lidia Melania Novita Oliva Priska Rosalina Sesilia Tince Yuliani Rambu Siti Fatima Mariana "
    "Nurhayati Aisyah Komang Wayan Sri Dewi Indah Meri Ina Bendelina Salomi"
).split()
MALE = (
    "Yohanes Petrus Paulus Markus Lukas Matheus Yakobus Stefanus Filipus Andreas Simon Melkianus "
    "Yermias Nikolaus Dominikus Fransiskus Antonius Benyamin Daniel Elias Gerson Habel Imanuel "
    "Jefri Kristofel Lamber Marthen Nataniel Oktovianus Pieter Robert Semuel Thimotius Urbanus "
    "Viktor Wilhelmus Yusuf Zadrak Agustinus Aloysius Bernadus Charles Deni Eduard Ferdinan "
    "Gregorius Hendrik Isak Joni Kornelis Leonardus Maksimus Nelson Obed Rafael Sefnat Tadeus "
    "Umbu Vinsensius Welem Yanto Ambros Bonefasius Dance Eben Frengki Gideon Hermanus Yoseph "
    "Ahmad Abdul Ismail Hasan Nyoman Ketut Agus Budi Slamet Arifin Bastian Charly Rio"
).split()

FAMILY = (
    # Timor
    "Nenobesi Tefa Benu Fallo Nubatonis Tfuakani Boimau Kase Nabuasa Oematan Banunaek Sonbai "
    "Taneo Tanaem Sabneno Mella Liunokas Babys Selan Tse Toto Neolaka Bani Nitbani Baun Amtiran "
    "Tabun Manbait Sanak Kefi Naitboho Leu Snae Taek Bria Seran Klau Nahak Berek Bere Mau Tes "
    # Rote
    "Haning Manafe Pandie Foeh Mooy Fanggidae Ndolu Dethan Saudale Messakh Lenggu Henukh Balukh "
    "Nunuhitu Tulle Malelak Adoe Ndun Thonak Boru Mbuik Sinlae Pello Ballo Zacharias Ndaumanu "
    # Sabu
    "Riwu Lay Lado Rihi Dima Hege Kale Djami Bire Logo Wadu Raga Ludji Kore Manu Haba Uly Tallo "
    # Flores, Lembata, Adonara, Solor
    "Kleden Tukan Fernandez Diaz Koten Ola Lamak Keraf Wolo Nggala Mbete Dhae Goa Wea Meo Djawa "
    "Parera Lering Nong Moa Mosa Sara Ladjar Kia Beda Jehadut Jelahu Ndiwa "
    # Alor, Pantar
    "Maniyeni Laubase Djobo Padamai Atamau Lapenangga Kamengmai Karbeka Molina Malaipada Blegur "
    # Sumba
    "Ngongo Bili Lede Malo Pati Dapa Ate Kaka Landu Hina Ndima Hambandima Wulang Praing Maramba "
    # elsewhere
    "Wijaya Santoso Rahman Hidayat Usman Daeng Sila Sitorus Tan Lie"
).split()  # fmt: skip

TITLES = ("Oma", "Opa", "Mama", "Bapa", "Ina", "Ama", "Kaka", "Tanta", "Om", "Bu", "Usi", "Mami")
BLESSINGS = (
    "Berkat|Kasih|Anugerah|Sinar Pagi|Damai|Setia|Harapan|Cahaya|Imanuel|Sion|Eben Haezer|Syalom|"
    "Betania|Elim|Getsemani|Galilea|Filadelfia|Maranatha|Hosana|Karunia|Pelangi|Melati|Mawar|"
    "Anggrek|Cendana|Flamboyan|Bougenvil|Sejahtera|Makmur|Sentosa|Mandiri|Maju Bersama|Sehati|"
    "Kasih Ibu|Dua Putri|Tiga Putra|Empat Saudara|Putra Timor|Putri Rote|Putra Sabu|Putri Alor|"
    "Putra Sumba|Putra Flores|Bintang Timur|Fajar|Mentari|Surya|Purnama|Samudera|Karang|Lontar|"
    "Gewang|Kemiri|Kenanga|Teratai|Rejeki|Barokah|Amanah|Hidayah|Restu|Doa Ibu|Rahmat"
).split("|")
AGAIN = ("Jaya", "Indah", "Abadi", "Baru", "Utama", "Permai", "Lestari", "Dua")
# Words of the languages of NTT, and what stands in the landscape around the city.
LOCAL = (
    "Nekmese|Nekamese|Ina Huk|Feto Mone|Uim Nima|Sonaf|Lopo|Ume Kbubu|Bijae Sonbai|Fatuleu|"
    "Mutis|Oenesu|Tablolong|Semau|Lasiana|Kelapa Tinggi|Bolok|Tenau|Manikin|Nunsui|Oesao|"
    "Ti'i Langga|Haik|Nusa Lontar|Lole Sodok|Ledo Hawu|Rai Hawu|Kelabba Maja|Nusa Kenari|Lego-lego|"
    "Moko|Marapu|Humba|Tana Humba|Lewotana|Lamaholot|Sikka|Nagi|Komodo|Kelimutu|Sasando|"
    "Gong Timor|Bidadari|Flobamora|Flobamorata|Timor Raya|Sepe|Gunung Meja|Teluk Kupang|"
    "Pantai Paradiso|Kota Karang|Kota Kasih|Batu Nona|Oebelo|Tilong|Baumata|Amarasi|Amabi|"
    "Helong|Kai Ne'e"
).split("|")  # fmt: skip
ENTITY = {
    "pt": "PT {first} {second}",
    "pt_perorangan": "PT {first} {second} Perorangan",
    "cv": "CV {first} {second}",
    "firma": "Firma {family} {second}",
    "koperasi": "Koperasi {first} {second}",
    "yayasan": "Yayasan {first} {second}",
    "lainnya": "Kelompok Usaha {first} {second}",
}


def person(rng: Random, *, is_female: bool) -> str:
    """A name of one or two given names and a family name."""
    given = FEMALE if is_female else MALE
    first, second = rng.choice(given), rng.choice(given)
    middle = f"{second} " if second != first and rng.random() < 0.3 else ""
    return f"{first} {middle}{rng.choice(FAMILY)}"


def entity(rng: Random, kind: str, responsible: str) -> str:
    """A name of a legal entity of one of the kinds in `ENTITY`."""
    return ENTITY[kind].format(
        first=rng.choice(BLESSINGS), second=rng.choice(AGAIN), family=responsible.split()[-1]
    )


def business(rng: Random, pattern: str, owner: str, place: str) -> str:
    """A business name: the pattern of its trade, often with the owner's own name in it.

    Args:
        pattern: from `data/lines.csv`, with the fields in braces.
        owner: name of the owner, the family name last.
        place: name of the kelurahan.
    """
    words = owner.split()
    return pattern.format(
        blessing=rng.choice(BLESSINGS),
        again=rng.choice(AGAIN),
        title=rng.choice(TITLES),
        given=words[0] if rng.random() < 0.6 else rng.choice(FEMALE),
        marga=words[-1],
        local=rng.choice(LOCAL),
        place=place,
    )
