from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0004_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("page", "Page opened"),
                    ("nik", "NIK shown in full"),
                    ("npwp", "NPWP shown in full"),
                    ("export", "In an export"),
                    ("dossier", "Everything held was put together"),
                    ("document", "Document opened"),
                    ("search", "Found by NIK or phone number"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
    ]
