"""Words of organisations' names that mean one thing in Kazakh, Russian and English: the country and its places.

Used by the linkage of records (docs/methods/linkage.md). A word stands for every word that begins with it; a full
stop closes it. Places whose old and new names differ are joined only where the name stands for the same town.
"""

EQUIVALENTS = {
    "қазақстан казахстан kazakhstan казахстанск рк. қр. rk.": "kazakhstan",
    "қазақ казахск kazakh": "kazakh",
    "еуразия евразийск eurasian": "eurasia",
    "алматы алматинск almaty": "almaty",
    "астана astana акмола nur-sultan": "astana",
    "шымкент shymkent чимкент": "shymkent",
    "қарағанды караганд karaganda": "karaganda",
    "қостанай костанай кустанай kostanay": "kostanay",
    "ust-kamenogorsk усть-каменогорск өскемен": "oskemen",
    "ақтөбе актюбинск aktobe": "aktobe",
    "қызылорда кызылордин": "kyzylorda",
    "көкшетау кокшетау kokshetau": "kokshetau",
    "петропавл petropavl": "petropavl",
    "талдықорған талдыкорган taldykorgan": "taldykorgan",
    "түркістан туркестан turkistan turkestan": "turkistan",
    "жезқазған жезказган zhezkazgan": "zhezkazgan",
    "екібастұз экибастуз ekibastuz": "ekibastuz",
    "теміртау темиртау temirtau": "temirtau",
    "атырау": "atyrau",
    "шығыс": "eastern",
}
