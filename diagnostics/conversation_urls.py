"""The addresses of arranging conversations: for those who hold them, and a leader's own."""

from django.urls import path

from diagnostics.views import booking, conversations, guide, my_conversation, readers

HOLDING = [
    path("", conversations.listing, name="conversations"),
    path("record/", conversations.record, name="conversation-record"),
    path("times/", booking.week, name="slots"),
    path("times/offer/", booking.offer, name="slot-offer"),
    path("times/<int:slot>/", booking.place, name="slot"),
    path("times/<int:slot>/withdraw/", booking.withdraw, name="slot-withdraw"),
    path("times/<int:slot>/restore/", booking.restore, name="slot-restore"),
    path("guide/", guide.guide, name="guide"),
    path("guide/start/", guide.start, name="guide-start"),
    path("guide/add/", guide.add, name="guide-add"),
    path("guide/<int:question>/", guide.correct, name="guide-question"),
    path("guide/<int:question>/move/", guide.move, name="guide-move"),
    path("guide/<int:question>/withdraw/", guide.withdraw, name="guide-withdraw"),
    path("guide/<int:question>/restore/", guide.restore, name="guide-restore"),
    path("readers/", readers.of_programme, name="conversation-readers"),
    path("readers/<int:programme_reader>/withdraw/", readers.withdraw, name="conversation-readers-withdraw"),
    path("<int:interview>/", conversations.conversation, name="conversation"),
    path("<int:interview>/held/", conversations.held, name="conversation-held"),
    path("<int:interview>/not-held/", conversations.not_held, name="conversation-not-held"),
    path("<int:interview>/move/", conversations.move, name="conversation-move"),
    path("<int:interview>/cancel/", conversations.cancel, name="conversation-cancel"),
    path("<int:interview>/calendar/", conversations.calendar, name="conversation-calendar"),
    path("<int:interview>/quotes/", readers.quotes, name="conversation-quotes"),
    path("<int:interview>/readers/add/", readers.name, name="conversation-reader"),
    path("<int:interview>/readers/<int:reader>/told/", readers.told, name="conversation-reader-told"),
    path("<int:interview>/readers/<int:reader>/end/", readers.end, name="conversation-reader-end"),
]

OWN = [
    path("", my_conversation.mine, name="my-conversation"),
    path("of/<int:leader>/", my_conversation.arranged, name="my-conversation-for"),
    path("of/<int:leader>/times/", my_conversation.times, name="my-conversation-times"),
    path("<int:interview>/", my_conversation.page, name="my-conversation-page"),
    path("<int:interview>/cancel/", my_conversation.cancel, name="my-conversation-cancel"),
    path("<int:interview>/calendar/", my_conversation.calendar, name="my-conversation-calendar"),
    path("<int:interview>/readers/<int:reader>/", my_conversation.answer_reader, name="my-conversation-reader"),
]
