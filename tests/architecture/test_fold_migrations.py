"""The tool that folds indexes into the creation of their tables."""

from django.db.migrations.loader import MigrationLoader

from tests.fold_migrations import folded, movable

MIGRATION = """
class Migration:
    operations = [
        migrations.CreateModel(name="Party", fields=[("id", 1), ("unit", 2)], options={"indexes": [old]}),
        migrations.CreateModel(name="Side", fields=[("id", 1), ("day", 2)]),
        migrations.AddField(model_name="party", name="late", field=3),
        migrations.AddIndex(model_name="party", index=models.Index(fields=["-unit"], name="a")),
        migrations.AddIndex(model_name="party", index=models.Index(fields=["late"], name="b")),
        migrations.AddConstraint(
            model_name="side",
            constraint=models.CheckConstraint(condition=models.Q(("day__gte", models.F("id"))), name="c"),
        ),
    ]
"""


def test_what_refers_to_early_fields_moves_and_the_rest_stays():
    text = folded(MIGRATION)
    assert 'options={"indexes": [models.Index(fields=["-unit"], name="a"), old]}' in text
    assert 'options={"constraints": [models.CheckConstraint(condition=models.Q(("day__gte"' in text
    assert [line.strip() for line in text.splitlines() if "migrations.Add" in line] == [
        'migrations.AddField(model_name="party", name="late", field=3),',
        'migrations.AddIndex(model_name="party", index=models.Index(fields=["late"], name="b")),',
    ]
    assert list(movable(text)) == []


def test_tables_of_other_packages_tied_to_users_come_before_ours():
    """Each of their changes renders all models that are tied to users; after ours it would take half of the time."""
    graph = MigrationLoader(None).graph
    apps = [app for node in graph.leaf_nodes() for app, _name in graph.forwards_plan(node)]
    assert max(apps.index(app) for app in ("account", "mfa", "socialaccount")) < apps.index("organisations")
