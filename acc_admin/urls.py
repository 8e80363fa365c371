from django.contrib import admin
from django.urls import include, path

from compliance.views import errors, health

urlpatterns = [
    path("", include("compliance.urls")),
    path("accounts/", include("compliance.account_urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
