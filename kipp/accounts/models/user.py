from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from kipp.accounts.models.holding import RoleHolding


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **given: Any) -> User:
        """A person with an account. Without a password nobody can log in yet."""
        user = self.model(email=self.normalize_email(email).lower(), **given)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. What he may do hangs on `acting`, the role holding his session acts under."""

    email = models.EmailField("surel", max_length=254)
    name = models.CharField("nama lengkap", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True)
    position = models.CharField("jabatan", max_length=120, blank=True)
    phone = models.CharField("telepon", max_length=20, blank=True)
    is_active = models.BooleanField("aktif", default=True)
    date_joined = models.DateTimeField("bergabung", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    # Set for one request, task or test by `act_as`; never stored with the person.
    acting: RoleHolding | None = None
    # What he may act under, where the session's backend has read it with him; never stored either.
    held: list[RoleHolding] | None = None

    class Meta:
        verbose_name = "pengguna"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
            models.CheckConstraint(
                condition=models.Q(nip="") | models.Q(nip__regex=r"^\d{18}$"),
                name="user_nip_has_eighteen_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def act_as(self, holding: RoleHolding | None) -> Self:
        """The same person under a role. Only a holding of his own will do."""
        if holding is not None and holding.user_id != self.pk:
            raise ValueError("a role holding of somebody else")
        self.acting = holding
        return self

    @property
    def role(self) -> str:
        """The role acted under, "" without one."""
        return self.acting.role if self.acting else ""
