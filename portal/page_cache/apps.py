from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "portal.page_cache"
