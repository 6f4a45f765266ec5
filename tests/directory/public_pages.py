"""Public addresses of every kind that answer 200 in a register without businesses."""

ADDRESSES = [
    "/",
    "/en/",
    "/usaha/",
    "/usaha/?q=sei",
    "/kategori/tenun/",
    "/en/kecamatan/oebobo/",
    "/kelurahan/fontein/",
    "/peta/",
    "/privasi/",
]
