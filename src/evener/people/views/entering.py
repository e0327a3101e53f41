"""One-time links: asking for one by mail, and coming in through one."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from evener.people import actions
from evener.people.forms import LinkForm
from evener.people.mail import send_link
from evener.people.models import User

APP = "allauth.account"


@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it signs in: programs that open every link in a mail must not use it up."""
    if request.method != "POST":
        return render(request, "people/enter.html", {"token": token})
    if not ratelimit.consume(request, app=APP, action="use_link"):
        return too_many(request)
    user, purpose = actions.use_link(secret=token, at=timezone.now())
    first_time = purpose == "invite" and not user.has_usable_password()
    target = reverse("account_set_password") if first_time else "/"
    try:
        answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=target))
    except ImmediateHttpResponse as early:
        answer = early.response
    return answer


def ask_link(request: HttpRequest) -> HttpResponse:
    """A sign-in link by mail. The answer is the same whether the address is known or not."""
    form = LinkForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/ask_link.html", {"form": form}, status=422 if form.errors else 200)
    email = form.cleaned_data["email"].lower()
    if not ratelimit.consume(request, app=APP, action="ask_link", key=email):
        return too_many(request)
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        secret = actions.make_link(user_id=user.pk, at=timezone.now())
        send_link(user, request.build_absolute_uri(reverse("people:enter", args=[secret])))
    return render(request, "people/link_sent.html", {"email": email})


def too_many(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = ratelimit.respond_429(request)
    return answer
