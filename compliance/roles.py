"""Who may what: the roles and the permissions that each holds, in one table.

Roles are Django groups. `migrations/0004_roles.py` makes them; a migration that adds a permission to this table
calls `sync_roles` again.
"""

VIEW = ("view_source", "view_document", "view_compliancedecision", "view_reviewrecord")
REVIEW = (*VIEW, "review_compliancedecision")
# Figures about the work of named people are for those who answer for it.
MANAGE = (*VIEW, "compare_reviewrecord")
OVERSEE = (*MANAGE, "view_export")
ADMINISTER = (
    *REVIEW,
    *OVERSEE,
    "add_source",
    "change_source",
    "delete_source",
    "view_reasoncode",
    "add_reasoncode",
    "change_reasoncode",
    "view_notetemplate",
    "add_notetemplate",
    "change_notetemplate",
    "delete_notetemplate",
    "view_teamsettings",
    "change_teamsettings",
    "view_import",
    "add_import",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
)

REVIEWER, MANAGER, ADMIN, AUDITOR = "Reviewer", "Manager", "Admin", "Auditor"

ROLES = {
    REVIEWER: REVIEW,
    MANAGER: MANAGE,
    ADMIN: ADMINISTER,
    AUDITOR: (*OVERSEE, "view_import"),
}


def sync_roles(apps, schema_editor):
    """Makes the groups hold exactly the permissions of `ROLES`; accounts keep their roles. For `RunPython`.

    Creates the permission rows itself: Django makes them only after all migrations have run.
    """
    using = schema_editor.connection.alias
    content_type = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permission = apps.get_model("auth", "Permission").objects.using(using)
    group = apps.get_model("auth", "Group").objects.using(using)
    for role, codenames in ROLES.items():
        permissions = []
        for name in codenames:
            app_label, _, codename = name.rpartition(".")
            kind, _ = content_type.get_or_create(app_label=app_label or "compliance", model=codename.partition("_")[2])
            permissions.append(
                permission.get_or_create(
                    content_type=kind, codename=codename, defaults={"name": permission_name(codename)}
                )[0]
            )
        group.get_or_create(name=role)[0].permissions.set(permissions)


def permission_name(codename):
    """The wording that Django gives its own permissions, so that both ways of making one agree."""
    action, _, model = codename.partition("_")
    if action == "review":
        return "Can confirm and override flagged decisions"
    if action == "compare":
        return "Can see figures per reviewer"
    verbose = {
        "compliancedecision": "compliance decision",
        "reviewrecord": "review record",
        "reasoncode": "reason code",
        "notetemplate": "note template",
        "teamsettings": "team settings",
    }
    return f"Can {action} {verbose.get(model, model)}"
