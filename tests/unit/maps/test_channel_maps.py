"""The maps of mail tools, web analytics and lead forms."""

from __future__ import annotations

from tests.unit.maps.exports import load, local, utc


def test_mailchimp_audience_and_activity() -> None:
    loaded = load("mailchimp", leads="mailchimp_audience.csv", events="mailchimp_activity.csv")
    carla, pau = "carla.soto@viverossoto.es", "pau.riba@example.cat"
    assert sorted(loaded.leads) == [carla, pau, "renata@cafedelmonte.com.br"]
    assert loaded.leads[carla]["member_rating"] == 4.0
    assert loaded.leads[carla]["created_at"] == local("2026-01-03 10:00")
    assert loaded.names(carla) == ["opt_in", "email_open", "email_click"]
    assert loaded.names(pau) == ["opt_in", "email_open", "unsubscribe"]
    assert loaded.event(pau, "unsubscribe")[1] == {
        "campaign": "boletin de febrero", "reason": "normal",
    }  # fmt: skip
    assert loaded.event(carla, "email_click")[1]["url"] == "https://example.com/precios"
    assert loaded.names("renata@cafedelmonte.com.br") == ["opt_in", "soft_bounce"]


def test_brevo_contacts_and_log() -> None:
    loaded = load("brevo", leads="brevo_contacts.csv", events="brevo_logs.csv")
    assert loaded.leads["dani@example.net"]["unsubscribed"] is True
    assert loaded.leads["joaquim.pinto@vinhosdodouro.pt"]["country"] == "portugal"
    elisa = "elisa@talleresmora.es"
    assert loaded.names(elisa) == ["email_sent", "email_delivered", "email_open", "email_click"]
    assert loaded.event(elisa, "email_open")[0] == local("2026-02-13 10:20:31")
    assert loaded.names("dani@example.net") == ["unsubscribe"]
    assert loaded.names("joaquim.pinto@vinhosdodouro.pt") == ["hard_bounce"]


def test_ga4_events_belong_to_the_user_or_else_the_browser() -> None:
    loaded = load("ga4", events="ga4_events.csv")
    assert sorted(loaded.leads) == ["333.444", "u-1", "u-3"]
    assert loaded.names("u-1") == ["session_start", "page_view", "download"]
    assert loaded.event("u-1", "session_start")[0] == utc("2026-02-10 09:00:00.123456")
    assert loaded.event("u-1", "page_view")[1] == {
        "url": "https://example.com/producto",
        "engagement_ms": 5012.0,
        "session": "1770714000",
    }
    assert loaded.event("u-1", "download")[1]["file"] == "guia.pdf"
    assert loaded.event("333.444", "search")[1]["term"] == "precio"
    assert loaded.event("333.444", "form_submit")[1]["form"] == "contacto"
    assert loaded.event("u-3", "purchase")[1]["amount"] == 199.95


def test_meta_lead_ads_file_in_utf_16_with_tabs() -> None:
    loaded = load("meta_lead_ads", leads="meta_leads.csv")
    paula, organic = loaded.leads["l:1062269359945001"], loaded.leads["l:1062269359945003"]
    assert paula["created_at"] == utc("2026-02-14 08:31:05")
    assert (paula["campaign"], paula["source"], paula["medium"]) == (
        "captacion febrero", "fb", "paid_social",
    )  # fmt: skip
    assert organic["created_at"] == utc("2026-02-16 06:00:00")
    at, properties = loaded.event("l:1062269359945001", "form_submit")
    assert at == paula["created_at"]
    assert properties == {
        "form": "presupuesto", "campaign": "captacion febrero", "ad": "video a", "platform": "fb",
    }  # fmt: skip


def test_linkedin_lead_gen_form() -> None:
    loaded = load("linkedin_lead_gen", leads="linkedin_leads.csv")
    assert sorted(lead["employees"] for lead in loaded.leads.values()) == [11.0, 201.0, 1001.0]
    nerea = loaded.leads["nerea.bilbao@astilleros.eus"]
    assert (nerea["source"], nerea["campaign"]) == ("linkedin", "directivos industria")
    assert loaded.event("nerea.bilbao@astilleros.eus", "form_submit")[1] == {
        "form": "informe 2026", "campaign": "directivos industria",
    }  # fmt: skip
