"""Write ontology/countries.csv: names, demonyms, capital and coordinates of each state or territory with an ISO 3166 code.

Source: the data files of the package countryinfo 1.0.1 (MIT licence), with the additions below (names in the news, demonyms).
Run once, `python training/make_countries.py`; the table is edited by hand afterwards if need be.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import countryinfo

LABELS = {
    "RU": "Russia",
    "US": "United States",
    "GB": "United Kingdom",
    "KR": "South Korea",
    "KP": "North Korea",
    "IR": "Iran",
    "SY": "Syria",
    "VN": "Vietnam",
    "TR": "Turkey",
    "CN": "China",
    "MK": "North Macedonia",
    "MM": "Myanmar",
    "BO": "Bolivia",
    "VE": "Venezuela",
    "TZ": "Tanzania",
    "CZ": "Czech Republic",
    "LA": "Laos",
    "MD": "Moldova",
    "BN": "Brunei",
    "XK": "Kosovo",
    "PS": "Palestine",
    "VA": "Holy See",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "TW": "Taiwan",
    "CI": "Ivory Coast",
    "SZ": "Eswatini",
    "CV": "Cape Verde",
    "TL": "Timor-Leste",
    "FM": "Micronesia",
}
NAMES = """US:U.S.|US|USA|U.S.A.|United States of America|America;GB:UK|U.K.|Britain|Great Britain|England|Scotland|Wales;
RU:Russian Federation;KR:Republic of Korea|ROK;KP:DPRK|Democratic People's Republic of Korea;IR:Islamic Republic of Iran;
SY:Syrian Arab Republic;VN:Viet Nam|Socialist Republic of Vietnam;CZ:Czechia;AE:UAE|U.A.E.|Emirates;CD:DRC|DR Congo|Congo-Kinshasa|Democratic Republic of Congo;
CG:Congo|Congo-Brazzaville;CI:Cote d'Ivoire|Côte d'Ivoire|Côte d’Ivoire;TR:Türkiye|Turkiye;PS:Palestinian Authority|State of Palestine|Palestinian territories;MM:Burma;MK:Macedonia|FYROM;
VA:Vatican;CN:PRC|P.R.C.|People's Republic of China|People’s Republic of China|mainland China;SZ:Swaziland;GM:The Gambia;SA:Kingdom of Saudi Arabia|KSA;
TL:East Timor;BA:Bosnia|Bosnia-Herzegovina|Bosnia and Herzegovina;DE:Federal Republic of Germany;LA:Lao PDR;BS:The Bahamas|Bahamas;KG:Kyrgyz Republic;
NL:Holland|The Netherlands|Kingdom of the Netherlands;TW:Republic of China;HK:Hong Kong SAR;FM:Federated States of Micronesia;EG:Arab Republic of Egypt"""
DEMONYMS = """US:American|Americans|U.S.;GB:British|Britons|Briton|English|Scottish|Welsh|UK|U.K.;RU:Russian;KR:South Korean;KP:North Korean;IR:Iranian;SY:Syrian;VN:Vietnamese;
CZ:Czech;AE:Emirati|UAE;CD:Congolese;CI:Ivorian|Ivoirian;TR:Turkish|Turk|Turks;PS:Palestinian;XK:Kosovar|Kosovan;TW:Taiwanese;MM:Burmese|Myanmar;MK:Macedonian|North Macedonian;BO:Bolivian;
VE:Venezuelan;TZ:Tanzanian;LA:Lao|Laotian;MD:Moldovan;UZ:Uzbek|Uzbekistani;AR:Argentine|Argentinian|Argentinean;SA:Saudi|Saudi Arabian|Saudis;KZ:Kazakh|Kazakhstani;TJ:Tajik;KG:Kyrgyz;
TM:Turkmen;IN:Indian;CH:Swiss;NL:Dutch;DK:Danish|Dane|Danes;SE:Swedish|Swede|Swedes;FI:Finnish|Finn|Finns;ES:Spanish|Spaniard|Spaniards;PL:Polish|Pole|Poles;FR:French;GR:Greek;IE:Irish;CN:Chinese;JP:Japanese;
TH:Thai;PH:Filipino|Philippine|Filipina;QA:Qatari;KW:Kuwaiti;BH:Bahraini;OM:Omani;YE:Yemeni|Yemenite;IQ:Iraqi;IL:Israeli;AF:Afghan;BD:Bangladeshi;LK:Sri Lankan;NP:Nepalese|Nepali;
NG:Nigerian;NE:Nigerien;ML:Malian;GN:Guinean;GH:Ghanaian;NZ:New Zealander|New Zealand;BA:Bosnian;RS:Serbian|Serb|Serbs;HR:Croatian|Croat|Croats;SI:Slovenian|Slovene;SK:Slovak;CY:Cypriot;MT:Maltese;
IS:Icelandic|Icelander;NO:Norwegian;HU:Hungarian;RO:Romanian;GE:Georgian;AM:Armenian;AZ:Azerbaijani|Azeri;BY:Belarusian|Belarusan;UA:Ukrainian;LV:Latvian;LT:Lithuanian;
EE:Estonian;ET:Ethiopian;ER:Eritrean;KE:Kenyan;UG:Ugandan;RW:Rwandan;BI:Burundian;SO:Somali|Somalian;SD:Sudanese;SS:South Sudanese;LY:Libyan;TN:Tunisian;DZ:Algerian;MA:Moroccan;
EG:Egyptian;JO:Jordanian;LB:Lebanese;MN:Mongolian;MY:Malaysian;SG:Singaporean|Singapore;ID:Indonesian;KH:Cambodian;AU:Australian;CA:Canadian;MX:Mexican;BR:Brazilian;CL:Chilean;CO:Colombian;
PE:Peruvian;EC:Ecuadorian|Ecuadorean;UY:Uruguayan;PY:Paraguayan;CU:Cuban;HT:Haitian;JM:Jamaican;DO:Dominican;GT:Guatemalan;HN:Honduran;SV:Salvadoran|Salvadorean;NI:Nicaraguan;CR:Costa Rican;
PA:Panamanian;AL:Albanian;ME:Montenegrin;BG:Bulgarian;PT:Portuguese;IT:Italian;DE:German;AT:Austrian;BE:Belgian;LU:Luxembourgish|Luxembourg;ZM:Zambian;ZW:Zimbabwean;ZA:South African;
MZ:Mozambican;AO:Angolan;NA:Namibian;BW:Botswanan|Motswana|Batswana;SN:Senegalese;GM:Gambian;CM:Cameroonian;TD:Chadian;GA:Gabonese;TG:Togolese;BJ:Beninese;LR:Liberian;SL:Sierra Leonean;
MR:Mauritanian;MG:Malagasy;MU:Mauritian;MV:Maldivian;FJ:Fijian;PK:Pakistani;VA:Vatican;BT:Bhutanese;PG:Papua New Guinean;GQ:Equatorial Guinean|Equatoguinean;CF:Central African;BF:Burkinabe|Burkinabé;
DJ:Djiboutian;MW:Malawian;LS:Basotho;KM:Comoran|Comorian;CV:Cape Verdean|Cabo Verdean;SC:Seychellois;TL:Timorese|East Timorese;WS:Samoan;TO:Tongan;VU:Vanuatuan|Ni-Vanuatu;
SB:Solomon Islander;BB:Barbadian;TT:Trinidadian;GY:Guyanese;SR:Surinamese;BZ:Belizean;BS:Bahamian;MC:Monégasque|Monegasque;LI:Liechtenstein;AD:Andorran;SM:Sammarinese;BN:Bruneian"""
CAPITALS = {
    "US": "Washington|Washington, D.C.|Washington DC|Washington, DC",
    "UA": "Kyiv|Kiev",
    "KZ": "Astana|Nur-Sultan",
    "MM": "Naypyidaw|Nay Pyi Taw",
    "IN": "New Delhi|Delhi",
    "SA": "Riyadh",
    "CI": "Abidjan|Yamoussoukro",
    "VA": "",
    "SG": "",
    "MC": "",
    "XK": "Pristina",
    "IL": "Jerusalem",
    "PS": "Ramallah",
    "NL": "The Hague|Amsterdam",
    "BO": "La Paz",
    "CH": "Bern|Berne",
    "EU": "",
    "TR": "Ankara",
    "TZ": "Dodoma",
    "BI": "Gitega",
}
NOT_NAMES = {"Guiana", "Saint Martin", "Ireland, Republic of", "Montenegrin", "Republika Srbija", "Sakartvelo"}


def table(text: str) -> dict[str, list[str]]:
    """Read `CODE:name|name;…`."""
    rows = (row.strip().split(":", 1) for row in text.replace("\n", "").split(";"))
    return {code: names.split("|") for code, names in rows}


def main() -> None:
    """Write the table."""
    names, demonyms = table(NAMES), table(DEMONYMS)
    rows = {}
    for file in sorted(Path(countryinfo.__file__).parent.joinpath("data").glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        code = (data.get("ISO") or {}).get("alpha2")
        if not code:
            continue
        label = LABELS.get(code, data["name"])
        own = [
            data["name"],
            *(n for n in data.get("altSpellings") or [] if len(n) > 4 and n.isascii()),
            *names.get(code, []),
        ]
        people = demonyms.get(code) or [
            d.strip() for d in (data.get("demonym") or "").replace("/", ",").split(",") if d.strip()
        ]
        taken = {word for other, given in demonyms.items() if other != code for word in given}
        people = [word for word in people if word not in taken]
        capital = CAPITALS.get(code, data.get("capital") or "")
        at = data.get("latlng") or ["", ""]
        rows[code] = [
            code,
            label,
            "|".join(n for n in dict.fromkeys(own) if n != label and n not in NOT_NAMES),
            "|".join(people),
            capital,
            *at[:2],
        ]
    rows.setdefault("XK", ["XK", "Kosovo", "Republic of Kosovo", "Kosovar|Kosovan|Kosovo", "Pristina", 42.6, 20.9])
    rows.setdefault("PS", ["PS", "Palestine", "|".join(names["PS"]), "Palestinian", "Ramallah", 31.9, 35.2])
    rows.setdefault("VA", ["VA", "Holy See", "|".join(names["VA"]), "Vatican", "", 41.9, 12.45])
    rows.setdefault("ME", ["ME", "Montenegro", "", "Montenegrin", "Podgorica", 42.5, 19.3])
    rows.setdefault("SS", ["SS", "South Sudan", "Republic of South Sudan", "South Sudanese", "Juba", 7, 30])
    target = Path(__file__).parent.parent / "ontology" / "countries.csv"
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "label", "names", "demonyms", "capital", "latitude", "longitude"])
        writer.writerows(rows[code] for code in sorted(rows))


if __name__ == "__main__":
    main()
