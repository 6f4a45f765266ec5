"""Invented businesses, and 150 queries made by hand with what a visitor wants to see for each.

A business is name, category, kelurahan, what it sells (parted by commas) and its landmark. A
query names the businesses that belong among the first five, all of them equally; "" for none.
"""

BUSINESSES = """
Se'i Babi Oma Mery | olahan-sei | Oesapa | Se'i babi, Sambal lu'at | belakang gereja Kaisarea
Depot Sei Aroma | olahan-sei | Bakunase | Se'i sapi, Rumpu rampe | depan SPBU
Rumah Se'i Kosambi | olahan-sei | Liliba | Se'i ayam | dekat jembatan Liliba
Asap Kosambi Baun | olahan-sei | Sikumana | Daging se'i asap | samping pasar
Tenun Ina Ndao | tenun | Lasiana | Kain tenun ikat, Selendang | dekat pantai Lasiana
Kelompok Tenun Bintang Timur | tenun | Naikolan | Sarung, Songket | belakang kapela
Galeri Ikat Sabu | tenun | Nunbaun Sabu | Ikat Sabu, Syal | depan sekolah
Butik Flobamora | busana-tenun | Oebobo | Kemeja tenun, Jas tenun | samping bank
Rumah Sasando Kalebos | sasando | Oebufu | Sasando elektrik, Sasando mini | dekat bundaran
Sanggar Musik Rote | musik-seni | Oesapa Selatan | Les sasando | belakang kampus
Penjahit Mama Yuli | penjahit | Oesapa | Jahitan kebaya, Permak | dekat kampus Undana
Modiste Anugerah | penjahit | Kuanino | Jahit seragam | depan toko buku
Taylor Sinar Baru | penjahit | Merdeka | Jas pria | samping hotel
Laundry Bersih Kilat | laundry | Penfui | Cuci kiloan, Setrika | dekat bandara
Binatu Cahaya | laundry | Fatululi | Cuci karpet | depan mal
Bengkel Jaya Motor | bengkel | Maulafa | Ganti oli, Tambal ban | samping SPBU
Montir Om Jhon | bengkel | Alak | Servis motor | dekat pelabuhan Tenau
Cuci Motor Kinclong | bengkel | Oepura | Cuci motor, Cuci mobil | depan puskesmas
Warung Makan Sederhana | warung-makan | Oebobo | Nasi campur, Soto ayam | depan kantor gubernur
Rumah Makan Nelayan | warung-makan | Pasir Panjang | Ikan bakar, Kepiting | tepi pantai
Warung Soto Lamongan | warung-makan | Kayu Putih | Soto ayam, Es teh | dekat lampu merah
Bakso Mas Agus | warung-makan | Naikoten Satu | Bakso, Mie ayam | samping pasar Inpres
Kedai Kopi Tuak Manis | kopi-minuman | Fontein | Kopi susu, Es kopi | dekat taman Nostalgia
Kafe Flobamora 24 | kopi-minuman | Oesapa Barat | Kopi tubruk | jalan Frans Seda
Kopi Bajawa Asli | kopi-minuman | Kelapa Lima | Kopi arabika Bajawa, Bubuk kopi | depan hotel
Toko Kue Manna | kue-roti | Oeba | Kue lapis, Roti sobek | dekat pasar Oeba
Bakery Sari Roti Kupang | kue-roti | Tuak Daun Merah | Roti tawar, Donat | samping apotek
Dapur Mama Lete | kue-roti | Airnona | Kue cucur, Onde-onde | dekat mata air
Katering Berkat | katering | Liliba | Nasi kotak, Prasmanan | belakang gereja
Keripik Pisang Timor | camilan | Lasiana | Keripik pisang, Keripik ubi | dekat pantai
Marning Nona Kupang | camilan | Bello | Marning jagung | samping kantor lurah
Abon Ikan Tuna Tenau | olahan-ikan | Alak | Abon ikan, Ikan asap | dekat pelabuhan
Dendeng Sapi Timor | olahan-daging | Bakunase Dua | Dendeng sapi, Abon sapi | depan balai
Jagung Bose Nona Ati | pangan-lokal | Maulafa | Jagung bose, Jagung titi | dekat gereja
Kelor Sehat Kupang | pangan-lokal | Kolhua | Teh kelor, Bubuk kelor | dekat bendungan
Sambal Luat Ibu Ros | sambal-bumbu | Naikoten Dua | Sambal lu'at, Sambal teri | samping bengkel
Gula Lempeng Rote | gula-lontar | Manutapen | Gula lempeng, Gula air | dekat jalan naik
Pabrik Tahu Sumber Rejeki | tahu-tempe | Oesapa | Tahu, Tempe | belakang perumahan
Depot Air Tirta | air-es | Sikumana | Air isi ulang, Air galon | depan sekolah
Es Batu Kristal Beku | air-es | Namosain | Es batu, Es kristal | dekat dermaga
Anyaman Lontar Bolok | anyaman | Alak | Tikar lontar, Tas anyaman | dekat pabrik semen
Ukir Cendana Lestari | ukiran-kayu | Oetete | Ukiran cendana | samping museum
Mebel Jati Indah | mebel | Oepura | Kursi, Lemari | depan terminal
Muti Sabu Collection | perhiasan | Nunbaun Sabu | Kalung manik, Gelang | belakang gereja
Oleh-oleh Khas NTT Nusantara | suvenir | Penfui | Gantungan, Miniatur sasando | bandara El Tari
Distro Kupang Keren | pakaian-jadi | Oebobo | Kaos, Jaket | depan Flobamora Mall
Sandal Kulit Timor | tas-sepatu | Fatubesi | Sandal kulit, Sepatu | dekat pasar
Studio Foto Lensa | foto-video | Kuanino | Foto wisuda, Video pernikahan | depan kampus
Percetakan Gemilang | percetakan | Fatululi | Undangan, Spanduk, Brosur | samping bank
Sablon Kaos Timor | percetakan | Oesapa | Sablon kaos, Bordir | dekat kampus
Fotokopi Mahasiswa | percetakan | Penfui | Fotokopi, Jilid skripsi | depan Undana
Kupang Web Kreatif | aplikasi | Kayu Putih | Pembuatan situs, Aplikasi kasir | lantai dua
Dekorasi Pelaminan Kasih | acara | Oebufu | Sewa tenda, Pelaminan | dekat gereja
Salon Cantika | salon | Oebobo | Creambath, Potong rambut | samping apotek
Barbershop Gaul | salon | Oesapa | Pangkas rambut pria | dekat kampus
Servis HP Digital Cell | reparasi | Kuanino | Ganti LCD, Servis HP | depan pasar
Ojek Pangkalan Tdm | angkutan | Tuak Daun Merah | Antar jemput | pangkalan ojek
Sewa Mobil Timor Trans | angkutan | Liliba | Sewa mobil, Antar bandara | dekat bandara
Kos Putri Melati | penginapan | Penfui | Kamar kos | belakang Undana
Homestay Lasiana Indah | penginapan | Lasiana | Kamar harian | tepi pantai Lasiana
Las Karya Besi | las-bangunan | Bakunase | Pagar besi, Teralis | samping gudang
Batako Sumber Alam | las-bangunan | Kolhua | Batako, Paving | dekat kali
Bimbel Cerdas | pendidikan | Oebufu | Bimbingan belajar SD, Kursus bahasa Inggris | depan SD
Pijat Tradisional Ama | kesehatan | Fontein | Pijat urut | dekat masjid
Kios Ina Ndolu | kios-sembako | Oesapa | Beras, Minyak goreng, Gula | depan gang
Kios Rejeki | kios-sembako | Sikumana | Beras, Mie instan | simpang tiga
Toko Sembako Makmur | kios-sembako | Solor | Beras, Telur, Gula pasir | dekat pelabuhan lama
Sayur Segar Baumata | sayur-buah | Kolhua | Sayur putih, Tomat, Kangkung | pasar Penfui
Lapak Buah Bu Tini | sayur-buah | Oeba | Mangga, Jeruk soe, Pisang | pasar Oeba
Ikan Segar Oeba | ikan-daging | Fatubesi | Ikan tembang, Ikan kombong | pasar ikan Oeba
Daging Segar Sudirman | ikan-daging | Kuanino | Daging sapi, Tulang | depan pasar Kuanino
Konter Pulsa Dua Putri | pulsa-elektronik | Oesapa | Pulsa, Paket data, Token listrik | dekat kampus
Pakaian Bekas Oeba | toko-pakaian | Oeba | Baju bekas impor | pasar Oeba
Pangkalan Minyak Tanah Ibu Sance | bahan-bakar | Batu Plat | Minyak tanah | samping gereja
Toko Bangunan Sinar Harapan | bahan-bangunan | Maulafa | Semen, Cat, Paku | depan pasar
Toko Tani Subur | hortikultura | Naimata | Bibit sayur, Pupuk | dekat kebun
Ternak Babi Weko | ternak | Fatukoa | Anak babi, Babi potong | dekat embung
Rumput Laut Sulamanda | rumput-laut | Namosain | Rumput laut kering | tepi laut
"""

CASES = """
# the name, as it stands
Se'i Babi Oma Mery > Se'i Babi Oma Mery
depot sei aroma > Depot Sei Aroma
kafe flobamora 24 > Kafe Flobamora 24
Butik Flobamora > Butik Flobamora
tenun ina ndao > Tenun Ina Ndao
Bakso Mas Agus > Bakso Mas Agus
kios rejeki > Kios Rejeki
kios ina ndolu > Kios Ina Ndolu
salon cantika > Salon Cantika
Barbershop Gaul > Barbershop Gaul
modiste anugerah > Modiste Anugerah
binatu cahaya > Binatu Cahaya
galeri ikat sabu > Galeri Ikat Sabu
muti sabu collection > Muti Sabu Collection
homestay lasiana indah > Homestay Lasiana Indah
TOKO KUE MANNA > Toko Kue Manna
las karya besi > Las Karya Besi
oleh oleh khas ntt > Oleh-oleh Khas NTT Nusantara
# one word of it
mery > Se'i Babi Oma Mery
kosambi > Rumah Se'i Kosambi, Asap Kosambi Baun
flobamora > Butik Flobamora, Kafe Flobamora 24, Distro Kupang Keren
lamongan > Warung Soto Lamongan
bajawa > Kopi Bajawa Asli
kalebos > Rumah Sasando Kalebos
manna > Toko Kue Manna
gemilang > Percetakan Gemilang
kinclong > Cuci Motor Kinclong
sance > Pangkalan Minyak Tanah Ibu Sance
# spelling of se'i
se'i > Se'i Babi Oma Mery, Depot Sei Aroma, Rumah Se'i Kosambi, Asap Kosambi Baun
sei > Se'i Babi Oma Mery, Depot Sei Aroma, Rumah Se'i Kosambi, Asap Kosambi Baun
se i > Se'i Babi Oma Mery, Depot Sei Aroma, Rumah Se'i Kosambi, Asap Kosambi Baun
SE’I > Se'i Babi Oma Mery, Depot Sei Aroma, Rumah Se'i Kosambi, Asap Kosambi Baun
se'i babi > Se'i Babi Oma Mery
se i babi > Se'i Babi Oma Mery
sei sapi > Depot Sei Aroma
sei ayam > Rumah Se'i Kosambi
lu'at > Se'i Babi Oma Mery, Sambal Luat Ibu Ros
luat > Se'i Babi Oma Mery, Sambal Luat Ibu Ros
# any order
babi sei > Se'i Babi Oma Mery
ndao ina tenun > Tenun Ina Ndao
sabu ikat > Galeri Ikat Sabu
makan rumah nelayan > Rumah Makan Nelayan
24 kafe > Kafe Flobamora 24
kupang roti bakery > Bakery Sari Roti Kupang
# what is sold
sambal > Sambal Luat Ibu Ros, Se'i Babi Oma Mery
soto > Warung Soto Lamongan, Warung Makan Sederhana
soto ayam > Warung Soto Lamongan, Warung Makan Sederhana
songket > Kelompok Tenun Bintang Timur
kebaya > Penjahit Mama Yuli
permak > Penjahit Mama Yuli
donat > Bakery Sari Roti Kupang
kepiting > Rumah Makan Nelayan
teralis > Las Karya Besi
creambath > Salon Cantika
spanduk > Percetakan Gemilang
bordir > Sablon Kaos Timor
skripsi > Fotokopi Mahasiswa
bimbel > Bimbel Cerdas
token listrik > Konter Pulsa Dua Putri
jeruk > Lapak Buah Bu Tini
pupuk > Toko Tani Subur
telur > Toko Sembako Makmur
gula air > Gula Lempeng Rote
teh kelor > Kelor Sehat Kupang
ikan bakar > Rumah Makan Nelayan
mie ayam > Bakso Mas Agus
dendeng > Dendeng Sapi Timor
tikar > Anyaman Lontar Bolok
# what it is, and where
tenun lasiana > Tenun Ina Ndao
penjahit oesapa > Penjahit Mama Yuli
penjahit di oesapa > Penjahit Mama Yuli
kos penfui > Kos Putri Melati
laundry dekat bandara > Laundry Bersih Kilat
sei liliba > Rumah Se'i Kosambi
pangkas rambut oesapa > Barbershop Gaul
kopi kelapa lima > Kopi Bajawa Asli, Kafe Flobamora 24
kios sikumana > Kios Rejeki
bengkel alak > Montir Om Jhon
pasar oeba > Lapak Buah Bu Tini, Ikan Segar Oeba, Pakaian Bekas Oeba, Toko Kue Manna
el tari > Oleh-oleh Khas NTT Nusantara
undana > Penjahit Mama Yuli, Fotokopi Mahasiswa, Kos Putri Melati
taman nostalgia > Kedai Kopi Tuak Manis
warung di oebobo > Warung Makan Sederhana
tdm > Ojek Pangkalan Tdm, Bakery Sari Roti Kupang
batuplat > Pangkalan Minyak Tanah Ibu Sance
air nona > Dapur Mama Lete
naikoten 1 > Bakso Mas Agus
# while typing
ten > Tenun Ina Ndao, Kelompok Tenun Bintang Timur
tenu > Tenun Ina Ndao, Kelompok Tenun Bintang Timur
sasan > Rumah Sasando Kalebos, Sanggar Musik Rote, Oleh-oleh Khas NTT Nusantara
penja > Penjahit Mama Yuli
flobam > Butik Flobamora, Kafe Flobamora 24
laund > Laundry Bersih Kilat, Binatu Cahaya
warung mak > Warung Makan Sederhana
kop > Kedai Kopi Tuak Manis, Kopi Bajawa Asli, Kafe Flobamora 24
sei bab > Se'i Babi Oma Mery
percet > Percetakan Gemilang
# forms of a word
tenunan > Tenun Ina Ndao, Kelompok Tenun Bintang Timur, Galeri Ikat Sabu, Butik Flobamora
menenun > Tenun Ina Ndao, Kelompok Tenun Bintang Timur, Galeri Ikat Sabu, Butik Flobamora
ditenun > Tenun Ina Ndao, Kelompok Tenun Bintang Timur, Galeri Ikat Sabu, Butik Flobamora
menjahit > Penjahit Mama Yuli, Modiste Anugerah, Taylor Sinar Baru
jahitan > Penjahit Mama Yuli, Modiste Anugerah, Taylor Sinar Baru
dijahit > Penjahit Mama Yuli, Modiste Anugerah, Taylor Sinar Baru
pengukir > Ukir Cendana Lestari
mencuci > Laundry Bersih Kilat, Binatu Cahaya, Cuci Motor Kinclong
ternakan > Ternak Babi Weko
memijat > Pijat Tradisional Ama
cetakan > Percetakan Gemilang, Sablon Kaos Timor, Fotokopi Mahasiswa
menyablon > Sablon Kaos Timor
# other words for it
daging asap > Se'i Babi Oma Mery, Depot Sei Aroma, Rumah Se'i Kosambi, Asap Kosambi Baun
ikat > Galeri Ikat Sabu, Tenun Ina Ndao, Kelompok Tenun Bintang Timur
cuci > Cuci Motor Kinclong, Laundry Bersih Kilat, Binatu Cahaya
londri > Laundry Bersih Kilat, Binatu Cahaya
tailor > Taylor Sinar Baru, Penjahit Mama Yuli, Modiste Anugerah
potong rambut > Salon Cantika, Barbershop Gaul
cukur > Barbershop Gaul, Salon Cantika
coffee > Kopi Bajawa Asli, Kedai Kopi Tuak Manis, Kafe Flobamora 24
cafe flobamora > Kafe Flobamora 24
souvenir > Oleh-oleh Khas NTT Nusantara
kost > Kos Putri Melati, Homestay Lasiana Indah
elpiji > Pangkalan Minyak Tanah Ibu Sance
mitan > Pangkalan Minyak Tanah Ibu Sance
fotocopy > Fotokopi Mahasiswa
counter > Konter Pulsa Dua Putri
marungga > Kelor Sehat Kupang
rental mobil > Sewa Mobil Timor Trans
kelontong > Kios Ina Ndolu, Kios Rejeki, Toko Sembako Makmur
service hp > Servis HP Digital Cell
restoran > Rumah Makan Nelayan, Warung Makan Sederhana, Warung Soto Lamongan, Bakso Mas Agus
# a slip
tenum > Tenun Ina Ndao, Kelompok Tenun Bintang Timur
flobmora > Butik Flobamora, Kafe Flobamora 24
sasndo > Rumah Sasando Kalebos
sassando > Rumah Sasando Kalebos
penjhait > Penjahit Mama Yuli
laundri > Laundry Bersih Kilat, Binatu Cahaya
bengkl > Bengkel Jaya Motor, Montir Om Jhon, Cuci Motor Kinclong
kripik pisang > Keripik Pisang Timor
bakeri > Bakery Sari Roti Kupang
katerng > Katering Berkat
rumahh makan nelayn > Rumah Makan Nelayan
sambel > Sambal Luat Ibu Ros
perctakn > Percetakan Gemilang
tneun > Tenun Ina Ndao, Kelompok Tenun Bintang Timur
oesappa penjahit > Penjahit Mama Yuli
kosmbi > Rumah Se'i Kosambi, Asap Kosambi Baun
cendanna > Ukir Cendana Lestari
# nothing of the kind
helikopter >
xyzzyq >
sushi >
tenun helikopter >
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if not line.startswith("#")]


def businesses() -> list[dict[str, object]]:
    """Name, category, kelurahan, products (a tuple) and landmark of each."""
    found = []
    for line in _lines(BUSINESSES):
        name, category, place, sold, landmark = (part.strip() for part in line.split("|"))
        products = tuple(product.strip() for product in sold.split(","))
        found.append(
            {
                "name": name,
                "category": category,
                "kelurahan": place,
                "products": products,
                "landmark": landmark,
            }
        )
    return found


def cases() -> list[tuple[str, set[str]]]:
    """Each query with the names that belong to the first five."""
    found = []
    for line in _lines(CASES):
        query, _sign, wanted = line.partition(">")
        names = {name.strip() for name in wanted.split(",") if name.strip()}
        found.append((query.strip(), names))
    return found
