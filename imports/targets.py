"""What a column of a list can hold, and the headings under which lists give it.

`key` is the name that mapping files and `--set` use. Headings are compared without case,
blanks and signs, so `No. HP`, `no_hp` and `NoHP` are one. A heading that may mean two things
(*nama*: of the business or of the owner?) is on no line here: a person maps it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASON_HEADING = "alasan_ditolak"  # the column that a file of rejected rows adds
KNOWN_BUT_UNUSED = (
    f"no | nomor | no urut | nomor urut | number | keterangan | ket | catatan | notes | remarks"
    f" | {REASON_HEADING}"
)


@dataclass(frozen=True)
class Target:
    """A field of the register that a column can fill; `headings` are parted by "|"."""

    key: str
    label: str | Promise
    headings: str


def _in_each(forms: str, names: str) -> str:
    """Every form of a heading with every name of a permit in place of its "*"."""
    return " | ".join(
        form.strip().replace("*", name.strip())
        for form in forms.split("|")
        for name in names.split("|")
    )


# Column of a permit → label of its number, of its two dates, and the names that lists give it.
PERMITS = {
    "pirt": (
        _("P-IRT number"), _("P-IRT issued on"), _("P-IRT valid until"), "pirt | spp irt",
    ),
    "halal": (
        _("halal certificate number"), _("halal certificate issued on"),
        _("halal certificate valid until"), "halal | halal mui | halal certificate",
    ),
    "bpom": (
        _("BPOM number"), _("BPOM issued on"), _("BPOM valid until"),
        "bpom | bpom md | bpom ml | bpom md ml | izin edar | izin edar bpom",
    ),
    "merek": (
        _("trademark number"), _("trademark registered on"), _("trademark valid until"),
        "merek | merk | hki | haki | merek dagang | merk dagang | trademark",
    ),
    "slhs": (
        _("SLHS number"), _("SLHS issued on"), _("SLHS valid until"),
        "slhs | laik higiene | laik hygiene | laik higiene sanitasi | laik sehat",
    ),
    "sni": (
        _("SNI number"), _("SNI issued on"), _("SNI valid until"), "sni | sni bina umk | bina umk",
    ),
}  # fmt: skip
NUMBER_FORMS = (
    "* | no * | nomor * | sertifikat * | no sertifikat * | nomor sertifikat * | sertifikasi *"
    " | izin * | no izin * | nomor izin * | no registrasi * | no pendaftaran *"
    " | nomor pendaftaran * | * number"
)
ISSUED_FORMS = (
    "tanggal * | tgl * | tanggal terbit * | tgl terbit * | tanggal sertifikat *"
    " | tgl sertifikat * | tanggal pendaftaran * | * issued on | * registered on"
)
EXPIRES_FORMS = (
    "masa berlaku * | berlaku sampai * | * berlaku sampai | * berlaku hingga"
    " | tanggal berakhir * | tgl berakhir * | tanggal kedaluwarsa * | tgl kedaluwarsa *"
    " | kedaluwarsa * | kadaluarsa * | tanggal kadaluarsa * | tgl kadaluarsa * | expired *"
    " | * valid until"
)
PERMIT_TARGETS = tuple(
    Target(f"permit_{name}{ending}", label, _in_each(forms, names))
    for name, (*labels, names) in PERMITS.items()
    for ending, label, forms in zip(
        ("", "_issued_on", "_expires_on"),
        labels,
        (NUMBER_FORMS, ISSUED_FORMS, EXPIRES_FORMS),
        strict=True,
    )
)

TARGETS = (
    # Names
    Target(
        "business_name",
        _("business name"),
        "nama usaha | nama umkm | nama ukm | nama toko | nama tempat usaha | nama unit usaha"
        " | nama perusahaan | name of business",
    ),
    Target("code", _("registry number"),
        "kode | kode usaha | kode umkm | kode daftar | nomor daftar | no daftar | no registrasi"
        " | nomor registrasi | kode registrasi | no register | nomor register | kode kpg"
        " | registry code | registry number"),
    Target("activity", _("activity"),
        "kegiatan usaha | kegiatan | rincian kegiatan usaha | rincian kegiatan | uraian usaha"
        " | uraian kegiatan | uraian kegiatan usaha | deskripsi usaha | kegiatan utama"
        " | aktivitas usaha | description"),
    # Owner
    Target("owner_name", _("owner name"),
        "nama pemilik | pemilik | nama pemilik usaha | pemilik usaha | nama pengusaha"
        " | nama pelaku usaha | pelaku usaha | nama pelaku umkm | nama wirausaha"
        " | nama pemilik umkm | owner"),
    Target("owner_kind", _("legal form"),
        "bentuk usaha | bentuk badan usaha | badan usaha | badan hukum | bentuk badan hukum"
        " | bentuk hukum | jenis badan usaha | jenis pengelolaan usaha | status badan usaha"
        " | legal form"),
    Target("responsible_name", _("responsible person"),
        "penanggung jawab | nama penanggung jawab | direktur | nama direktur | pimpinan"
        " | nama pimpinan | responsible person"),
    Target("nik", _("NIK"),
        "no nik | nomor nik | nik pemilik | no ktp | nomor ktp | ktp | no nik ktp | nik ktp"
        " | nomor induk kependudukan"),
    Target("npwp", _("NPWP"), "no npwp | nomor npwp | nomor pokok wajib pajak"),
    Target("gender", _("gender"),
        "jenis kelamin | jk | kelamin | l p | jenis kelamin pemilik | sex"),
    Target("birth_date", _("date of birth"),
        "tanggal lahir | tgl lahir | tanggal lahir pemilik | date of birth"),
    Target("owner_address", _("home address"),
        "alamat pemilik | alamat rumah | alamat domisili | alamat ktp | alamat tempat tinggal"
        " | home address"),
    # Contact
    Target("phone", _("phone of the owner"),
        "no hp | nomor hp | hp | no telepon | nomor telepon | telepon | telp | no telp | no tlp"
        " | nomor telp | no hp wa | hp wa | no telp hp | no hp telp | no telepon hp | kontak"
        " | no kontak | nomor kontak | handphone | no handphone | nomor handphone | no hp pemilik"
        " | telepon pemilik | phone number | mobile | owner phone"),
    Target("whatsapp", _("WhatsApp"),
        "wa | no wa | nomor wa | no whatsapp | nomor whatsapp | wa usaha | no wa usaha"),
    Target("business_phone", _("business phone"),
        "telepon usaha | no telepon usaha | telp usaha | no telp usaha | hp usaha | no hp usaha"
        " | nomor hp usaha | kontak usaha"),
    Target("email", _("e-mail of the owner"), "e mail | alamat email | surel | email pemilik"),
    Target("business_email", _("business e-mail"), "email usaha | surel usaha"),
    # Place
    Target("address", _("address"),
        "alamat usaha | alamat tempat usaha | alamat | lokasi usaha | alamat lokasi usaha"
        " | alamat lengkap | alamat lengkap usaha | alamat toko | business address"),
    Target("rt", _("RT"), "no rt"),
    Target("rw", _("RW"), "no rw"),
    Target("rt_rw", _("RT/RW"), "rt dan rw"),
    Target("landmark", _("landmark"), "patokan | patokan lokasi | penanda lokasi | ancar ancar"),
    Target("kelurahan", _("kelurahan"),
        "kel | nama kelurahan | kelurahan usaha | desa kelurahan | kelurahan desa | kel desa"
        " | kode kelurahan"),
    Target("kecamatan", _("kecamatan"),
        "kec | nama kecamatan | kecamatan usaha | kode kecamatan | district"),
    Target("lat", _("latitude"), "latitude | lintang | garis lintang | koordinat lintang"),
    Target("lng", _("longitude"),
        "longitude | long | lon | bujur | garis bujur | koordinat bujur"),
    Target("point", _("coordinates"),
        "koordinat | titik koordinat | koordinat usaha | titik lokasi | lat long | lat lng"
        " | coordinates | gps | google maps | link maps | link google maps"),
    Target("place_kind", _("kind of place"),
        "jenis lokasi usaha | jenis lokasi | jenis tempat usaha | jenis tempat | tempat usaha"
        " | kind of place"),
    # What it does
    Target("category", _("category"),
        "kategori | kategori usaha | sektor | sektor usaha | bidang usaha | jenis usaha"
        " | jenis bidang usaha | klasifikasi usaha | jenis kegiatan usaha | sector"),
    Target("kbli", _("KBLI"), "kode kbli | no kbli | nomor kbli | kbli usaha | kbli code"),
    Target("kbli_edition", _("edition of the KBLI"), "edisi kbli | tahun kbli"),
    Target("products", _("products"),
        "produk | nama produk | produk usaha | produk utama | jenis produk | hasil produksi"
        " | barang yang dijual"),
    # Size
    Target("started_year", _("year started"),
        "tahun berdiri | tahun mulai | tahun mulai usaha | tahun mulai beroperasi"
        " | tahun pendirian | mulai usaha | berdiri sejak | year started"),
    Target("workers_male", _("male workers"),
        "tenaga kerja laki laki | jumlah tenaga kerja laki laki | tenaga kerja pria"
        " | jumlah tenaga kerja pria | pekerja laki laki | jumlah pekerja laki laki"
        " | tenaga kerja l | tk laki laki | tk l | male workers"),
    Target("workers_female", _("female workers"),
        "tenaga kerja perempuan | jumlah tenaga kerja perempuan | tenaga kerja wanita"
        " | jumlah tenaga kerja wanita | pekerja perempuan | jumlah pekerja perempuan"
        " | tenaga kerja p | tk perempuan | tk p | female workers"),
    Target("workers_paid", _("paid workers"),
        "tenaga kerja dibayar | jumlah tenaga kerja dibayar | pekerja dibayar"
        " | jumlah pekerja dibayar | paid workers"),
    Target("workers_unpaid", _("unpaid workers"),
        "tenaga kerja tidak dibayar | jumlah tenaga kerja tidak dibayar | pekerja tidak dibayar"
        " | jumlah pekerja tidak dibayar | pekerja keluarga | unpaid workers"),
    Target("workers_band", _("workers, band of the list"),
        "jumlah tenaga kerja | tenaga kerja | jumlah pekerja | pekerja | jumlah karyawan"
        " | karyawan | jumlah tk | workers | employees"),
    Target("capital", _("capital in rupiah"),
        "modal usaha | modal | modal awal | jumlah modal | besar modal"),
    Target("capital_band", _("net worth, band of the list"),
        "kekayaan bersih usaha | kekayaan bersih | kbu | aset | asset | nilai aset | jumlah aset"
        " | net worth"),
    Target("annual_sales", _("annual sales in rupiah"),
        "omset | omzet | omset tahunan | omzet tahunan | omset per tahun | omzet per tahun"
        " | penjualan tahunan | hasil penjualan tahunan | turnover"),
    Target("sales_band", _("sales, band of the list"),
        "kelompok omset | kelompok omzet | rentang omset | rentang omzet | kisaran omset"
        " | kisaran omzet"),
    Target("sales_year", _("year of the sales"), "tahun omset | tahun omzet | tahun penjualan"),
    Target("financing", _("financing"),
        "pembiayaan | sumber modal | sumber pembiayaan | asal modal | sumber dana"),
    # NIB
    Target("nib", _("NIB"),
        "no nib | nomor nib | nomor induk berusaha | no induk berusaha | nib number"),
    Target("nib_issued_on", _("NIB issued on"),
        "tanggal nib | tgl nib | tanggal terbit nib | tgl terbit nib | tanggal penerbitan nib"),
    # Permits
    *PERMIT_TARGETS,
    # Consent: only where the city holds it
    Target("consent_given_on", _("consent to publish given on"),
        "tanggal persetujuan | tgl persetujuan | tanggal persetujuan publikasi | consent date"),
    Target("consent_manner", _("how consent was given"), "cara persetujuan | bentuk persetujuan"),
    Target("publishes_contact", _("publish phone and WhatsApp"),
        "tampilkan kontak | publikasi kontak"),
    Target("publishes_address", _("publish address and point"),
        "tampilkan alamat | publikasi alamat"),
    # Where the record comes from
    Target("source", _("source"), "sumber data | sumber"),
    Target("source_date", _("date of the source"),
        "tanggal sumber | tanggal data | tanggal pendataan | tgl pendataan"),
    Target("registered_on", _("in the register since"),
        "tanggal daftar | tanggal terdaftar | terdaftar sejak | tanggal registrasi"),
)  # fmt: skip

BY_KEY = {target.key: target for target in TARGETS}
