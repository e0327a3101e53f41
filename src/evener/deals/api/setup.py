"""Stages and products."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import Field, Strict

from evener.deals import actions, queries
from evener.deals.api.shapes import ProductList, ProductShown, StageList, StageShown
from evener.deals.models import Product, Stage
from evener.rest.answers import answer, gone, list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given
from evener.rest.values import LEFT_OUT, Currency, Minor, PathId, Small, Title, Word

routes = Routes("Stages and products")

Chance = Annotated[int, Strict(), Field(ge=1, le=99)]


class NewStage(Given):
    name: Word
    position: Small
    prior_won: Chance


class StageChange(Given):
    name: Word = LEFT_OUT
    position: Small = LEFT_OUT
    prior_won: Chance = LEFT_OUT


class NewProduct(Given):
    name: Title
    series: Title = ""
    price_minor: Minor | None = None
    currency: Currency | None = Field(None, description="The organisation's, unless said otherwise.")


class ProductChange(Given):
    name: Title = LEFT_OUT
    series: Title = LEFT_OUT
    price_minor: Minor | None = LEFT_OUT
    currency: Currency = LEFT_OUT


def _stage(row: Stage) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "position": row.position, "prior_won": row.prior_won}


def _product(row: Product) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "series": row.series,
        "price_minor": row.price_minor,
        "currency": row.currency,
    }


@routes.on("GET", "/stages", gives=StageList, summary="The stages of the pipeline, in order")
def stages(request: Call) -> HttpResponse:
    return list_of([_stage(row) for row in queries.stages()])


@routes.on("POST", "/stages", gives=StageShown, scope="admin", summary="Add a stage")
def make_stage(request: Call, body: NewStage) -> HttpResponse:
    return answer(_stage(actions.make_stage(by=request.viewer, at=request.at, **body.model_dump())), status=201)


@routes.on("PATCH", "/stages/{stage_id}", gives=StageShown, scope="admin", summary="Change a stage")
def change_stage(request: Call, stage_id: PathId, body: StageChange) -> HttpResponse:
    now = _stage(queries.stage(stage_id))
    values = {"name": now["name"], "position": now["position"], "prior_won": now["prior_won"]} | body.values()
    return answer(_stage(actions.change_stage(by=request.viewer, at=request.at, stage_id=stage_id, **values)))


@routes.on("DELETE", "/stages/{stage_id}", scope="admin", summary="Remove a stage no deal stands in")
def remove_stage(request: Call, stage_id: PathId) -> HttpResponse:
    actions.remove_stage(by=request.viewer, at=request.at, stage_id=stage_id)
    return gone()


@routes.on("GET", "/products", gives=ProductList, summary="What is sold, by name")
def products(request: Call) -> HttpResponse:
    return list_of([_product(row) for row in queries.products()])


@routes.on("POST", "/products", gives=ProductShown, scope="admin", summary="Add a product")
def make_product(request: Call, body: NewProduct) -> HttpResponse:
    values = body.model_dump() | {"currency": body.currency or ""}
    return answer(_product(actions.make_product(by=request.viewer, at=request.at, **values)), status=201)


@routes.on("PATCH", "/products/{product_id}", gives=ProductShown, scope="admin", summary="Change a product")
def change_product(request: Call, product_id: PathId, body: ProductChange) -> HttpResponse:
    now = _product(queries.product(product_id))
    now.pop("id")
    values = now | body.values()
    return answer(_product(actions.change_product(by=request.viewer, at=request.at, product_id=product_id, **values)))
