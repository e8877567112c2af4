# SPDX-License-Identifier: GPL-3.0-or-later
#
# The real ActionCable of Debian's ruby-actioncable, as Zaikio Loom uses it: a bearer token in the handshake, one
# channel with a comma-separated list of events, one organization to a token. Started by tst_interop_zaikio with puma.
#
#   /websocket  what Eventscope connects to; the token is org:NAME
#   /fire       POST {"org","event"}: broadcasts the event on the stream of its name
#   /restart    ends all connections as a server that restarts does
#   /kick       ends the connections of the organization A, as an operator does
#
# NO_CSRF=1 keeps Rails' forgery protection on: only the Origin http://ok.example is accepted then.
require "logger"
require "set"
require "json"
require "active_support"
require "active_support/all"
require "action_controller"
require "action_cable"

module ApplicationCable
  class Connection < ActionCable::Connection::Base
    identified_by :org

    def connect
      token = request.headers["Authorization"].to_s[/\ABearer org:(\S+)\z/, 1]
      token ? self.org = token : reject_unauthorized_connection
    end
  end
end

class EventChannel < ActionCable::Channel::Base
  def subscribed
    names = params[:events].to_s.split(",").map(&:strip).reject(&:empty?)
    return reject if names.empty? || names.include?("forbidden.event")

    names.each { |name| stream_from "org/#{org}/#{name}" }
  end
end

server = ActionCable.server
server.config.cable = { "adapter" => "async" }
server.config.logger = Logger.new(IO::NULL)
server.config.connection_class = -> { ApplicationCable::Connection }
server.config.disable_request_forgery_protection = ENV["NO_CSRF"] != "1"
server.config.allowed_request_origins = ["http://ok.example"]
server.config.worker_pool_size = 4

done = [200, { "Content-Type" => "text/plain" }, ["done"]]
map("/websocket") { run server }
map("/fire") do
  run lambda { |env|
    order = JSON.parse(env["rack.input"].read)
    server.broadcast("org/#{order["org"]}/#{order["event"]["name"]}", order["event"])
    done
  }
end
map("/restart") { run ->(_env) { server.restart; done } }
map("/kick") { run ->(_env) { server.disconnect(org: "A"); done } }
