"""A comparison that somebody sent: to be read, with nothing to change."""

from __future__ import annotations

import streamlit as st

from advisor.planning import scenarios
from advisor.planning.comparisons import compared, read_address
from advisor.planning.database import DatabaseError
from advisor.planning.scenarios import NotFoundError
from pages.parts import comparison, links, stored
from pages.parts.markdown import plain
from pages.parts.reader import current_reader, show_money_of

_ = current_reader()._

st.title(_("Scenarios"), anchor=False)
try:
    content = scenarios.follow_link(stored.database(), st.query_params.get(links.SHARED, ""))
except NotFoundError:
    st.error(plain(_("There is no such link here. Ask who sent it to send it again.")), icon=":material/link_off:")
except DatabaseError:
    st.error(plain(_("The scenarios cannot be read now.")), icon=":material/cloud_off:")
else:
    st.caption(plain(_("This was sent to be read: nothing can be changed here.")))
    st.header(_("Side by side"), anchor=False)
    sent = compared(stored.database(), read_address(content["compare"]))
    if sent:
        show_money_of(sent[0][1])
    comparison.show(sent)
