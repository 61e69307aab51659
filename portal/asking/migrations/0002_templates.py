"""Three answers to begin with; staff change them and add others."""

from django.db import migrations

TEMPLATES = [
    (
        {"lt": "Gavome klausimą", "en": "We have your question", "ru": "Мы получили вопрос"},
        {
            "lt": "Laba diena, gavau jūsų klausimą. Išsiaiškinsiu ir parašysiu čia.",
            "en": "Hello, I have your question. I will find out and write here.",
            "ru": "Здравствуйте, ваш вопрос у меня. Я всё узнаю и напишу здесь.",
        },
    ),
    (
        {"lt": "Reikia daugiau žinoti", "en": "We need to know more", "ru": "Нужно узнать больше"},
        {
            "lt": "Kad galėčiau atsakyti, parašykite, prašau: kokį leidimą gyventi Lietuvoje turite ir iki kada jis "
            "galioja? Dokumento numerio nerašykite.",
            "en": "So that I can answer, please write: which residence permit for Lithuania do you have, and until "
            "when is it valid? Do not write the number of the document.",
            "ru": "Чтобы ответить, мне нужно знать: какой у вас вид на жительство в Литве и до какого дня он "
            "действует? Номер документа не пишите.",
        },
    ),
    (
        {"lt": "Pakvietimas ateiti", "en": "Come and see us", "ru": "Приходите к нам"},
        {
            "lt": "Tai lengviau išspręsti kartu. Parašykite, kurią dieną galite ateiti ir kuria kalba jums patogu "
            "kalbėti.",
            "en": "This is easier to solve together. Please write on which day you can come and which language you "
            "would like to speak.",
            "ru": "Это проще решить вместе. Напишите, в какой день вы можете прийти и на каком языке вам удобно "
            "говорить.",
        },
    ),
]


def add(apps, schema_editor):
    template = apps.get_model("asking", "AnswerTemplate")
    for position, (names, texts) in enumerate(TEMPLATES):
        columns = {f"name_{language}": name for language, name in names.items()}
        columns |= {f"answer_{language}": text for language, text in texts.items()}
        known = {field.name for field in template._meta.get_fields()}
        template.objects.create(
            name=names["lt"],
            answer=texts["lt"],
            position=position,
            **{column: text for column, text in columns.items() if column in known},
        )


class Migration(migrations.Migration):
    dependencies = [("asking", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
