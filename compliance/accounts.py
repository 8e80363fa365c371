"""Accounts: a name, a password and one role."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from . import roles


class RoleBackend(ModelBackend):
    """Django's accounts and passwords; rights come from roles alone, never from the single account."""

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_group_permissions(user_obj, obj)
        return held_by(user_obj)[1]


def held_by(user):
    """`(role names, permissions as "app.codename")` of an account; one query, remembered for the request."""
    if not hasattr(user, "_held"):
        permission = ("permissions__content_type__app_label", "permissions__codename")
        rows = list(Group.objects.filter(user=user).order_by("name").values_list("name", *permission))
        user._held = (
            list(dict.fromkeys(name for name, _, _ in rows)),
            {f"{app}.{codename}" for _, app, codename in rows if codename},
        )
    return user._held


def create_account(name, *, role, password):
    """Creates an account and returns it.

    Raises `ValidationError` with a list of messages: the role does not exist, the name is taken or has odd
    characters, the password is too weak.
    """
    if role not in roles.ROLES:
        raise ValidationError(f"There is no role {role!r}; choose one of {', '.join(roles.ROLES)}.")
    user = User(username=name)
    user.set_password(password)
    user.full_clean()
    validate_password(password, user)
    try:
        with transaction.atomic():
            user.save()
            user.groups.add(Group.objects.get(name=role))
            follow_role(user)
    except IntegrityError:
        raise ValidationError(f"There already is an account named {name}.") from None
    return user


def follow_role(user):
    """Lets exactly the admins into Django's admin: `is_staff` follows the role, nobody sets it by hand."""
    is_admin = user.is_superuser or user.groups.filter(name=roles.ADMIN).exists()
    if user.is_staff != is_admin:
        user.is_staff = is_admin
        user.save(update_fields=["is_staff"])


def colleagues(user):
    """Active accounts other than `user` whose role may review, by name."""
    reviewing = [role for role, held in roles.ROLES.items() if "review_compliancedecision" in held]
    others = User.objects.filter(is_active=True, groups__name__in=reviewing).exclude(pk=user.pk)
    return others.distinct().order_by("username")
