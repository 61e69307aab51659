from django.urls import path

from content.sharing.urls import outlets, outlets_of_list
from directory.models import Organisation, Project
from networks import views
from networks.confirmation import by_letter, own_posts
from networks.models import Agreement, Initiative
from networks.posts import views as posts
from networks.sharing import agreement_facts, initiative_facts, organisation_facts, project_facts
from networks.volunteering import views as volunteering

app_name = "networks"
urlpatterns = [
    path("", views.network_list, name="list"),
    path("coordinators/", posts.coordinator_list, name="coordinators"),
    path("coordinators/<slug:slug>.vcf", posts.post_card, name="post_card"),
    path("coordinators/<slug:slug>.3.vcf", posts.post_card, {"version": 3}, name="post_card_3"),
    path("coordinators/<slug:municipality_slug>/", posts.coordinator_detail, name="coordinator"),
    path("coordinators/<slug:municipality_slug>/share/", posts.coordinator_share, name="coordinator_share"),
    path("coordinators/<slug:municipality_slug>/card/", posts.coordinator_card, name="coordinator_card"),
    path("confirm/<str:token>/", by_letter.confirm, name="confirm"),
    path("confirm/<str:token>", by_letter.confirm),
    path("confirm/<str:token>/change/", by_letter.change, name="confirm_change"),
    path("confirm/<path:rest>", by_letter.lost, name="confirm_lost"),
    path("my-posts/", own_posts.my_posts, name="my_posts"),
    path("my-posts/<int:pk>/", own_posts.my_post, name="my_post"),
    path("my-posts/<int:pk>/confirm/", own_posts.confirm_post, name="my_post_confirm"),
    path("my-posts/<int:pk>/changes/", own_posts.post_changes, name="my_post_changes"),
    path("volunteering/", volunteering.volunteering, name="volunteering"),
    path("volunteering/offer/", volunteering.offer, name="offer"),
    path("volunteering/offer/thanks/", volunteering.offer_thanks, name="offer_thanks"),
    path("volunteering/offer/confirm/<str:token>/", volunteering.offer_confirm, name="offer_confirm"),
    *outlets("organisations/", Organisation, organisation_facts),
    *outlets("projects/", Project, project_facts),
    *outlets_of_list("agreements/", Agreement, agreement_facts, "agreement"),
    *outlets_of_list("volunteering/", Initiative, initiative_facts, "initiative"),
]
