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
